import type { KnownBlock } from '@slack/types';
import { type FormEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Blocks } from '../blocks/blocks.tsx';
import { InteractionContext } from '../blocks/interaction.ts';
import { PlainText } from '../blocks/mrkdwn.tsx';
import { type FieldValue, initialValue } from '../controls/field.tsx';
import { Dialog } from '../dialogs/dialog.tsx';
import { WheelIcon } from '../shell/icons.tsx';
import { optionLabels } from '../shell/option-labels.ts';
import { useEvent } from '../shell/use-event.ts';
import { api, type Control, type OpenView, type Outcome } from '../world/api.ts';
import { useSurroundings } from '../world/surroundings.ts';
import { FormInput, type InputBlockJson } from './form-input.tsx';

interface Props {
  view: OpenView;
  handle: string;
  /** Told after the bot answered a submission or a control. */
  onAnswer(outcome: Outcome): void;
  onClosed(): void;
}

const keyOf = (block: InputBlockJson) => `${block.block_id ?? ''}/${block.element.action_id ?? ''}`;
const inputOf = (block: KnownBlock) => (block.type === 'input' ? (block as unknown as InputBlockJson) : null);

/** A Slack form: its inputs keep what was typed while the bot updates the view around them. */
export function Modal({ view, handle, onAnswer, onClosed }: Props) {
  const { people } = useSurroundings();
  const [typed, setTyped] = useState<Record<string, FieldValue>>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const body = useRef<HTMLFormElement>(null);
  const formId = useId();
  const inputs = view.blocks.map(inputOf).filter((block) => block !== null);

  useEffect(() => {
    // Another view in the same place starts empty.
    void view.id;
    setTyped({});
    setErrors({});
    setTrouble('');
  }, [view.id]);

  const heldBy = (block: InputBlockJson): FieldValue => {
    const key = keyOf(block);
    if (key in typed) return typed[key] ?? null;
    return initialValue(block.element, (id) => people.find((person) => person.slackId === id)?.handle ?? id);
  };

  async function during(work: () => Promise<Outcome>): Promise<Outcome> {
    setBusy(true);
    setTrouble('');
    try {
      return await work();
    } catch (error) {
      return { acked: false, error: error instanceof Error ? error.message : String(error) };
    } finally {
      setBusy(false);
    }
  }

  const press = useEvent(async (control: Control) => {
    const outcome = await during(() => api.press(handle, { view: view.id }, control));
    if (!outcome.acked) setTrouble(outcome.error ?? 'The app did not answer.');
    onAnswer(outcome);
  });

  function change(block: InputBlockJson, value: FieldValue) {
    const label = block.label.text;
    setTyped((before) => ({ ...before, [keyOf(block)]: value }));
    setErrors(({ [label]: _mended, ...rest }) => rest);
    // Texts would tell the bot at every key; Slack waits for Enter there, and the submission says it anyway.
    if (block.dispatch_action && block.element.type !== 'plain_text_input')
      void press({ control: label, value, block: block.block_id ?? '', action: block.element.action_id ?? '' });
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const values: Record<string, unknown> = {};
    for (const block of inputs) {
      const value = heldBy(block);
      if (value !== null && value.length > 0) values[block.label.text] = value;
    }
    const outcome = await during(() => api.submit(handle, view.id, values));
    setErrors(outcome.errors ?? {});
    if (outcome.errors !== undefined) requestAnimationFrame(focusFirstError);
    else if (!outcome.acked)
      setTrouble(
        outcome.error === 'dispatch_failed'
          ? 'We had some trouble connecting. Try again?'
          : (outcome.error ?? 'The app did not answer.'),
      );
    onAnswer(outcome);
  }

  function focusFirstError() {
    const first = body.current?.querySelector('.has-error');
    first?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true });
    first?.scrollIntoView({ block: 'nearest' });
  }

  async function close() {
    onClosed();
    await api.close(handle, view.id).catch(() => undefined);
  }

  const interaction = useMemo(
    () => ({
      press,
      busy,
      options: async (label: string, query: string) => optionLabels(await api.options(handle, view.id, label, query)),
    }),
    [busy, handle, view.id, press],
  );

  return (
    <Dialog
      icon={
        <span className="dialog-app">
          <WheelIcon />
        </span>
      }
      title={<PlainText text={view.title.text} />}
      onClose={() => void close()}
      footer={
        <>
          {trouble !== '' && (
            <p className="form-trouble" role="alert">
              {trouble}
            </p>
          )}
          <button type="button" className="kit-button large" onClick={() => void close()}>
            {view.close?.text ?? 'Cancel'}
          </button>
          {(view.submit || inputs.length > 0) && (
            <button type="submit" form={formId} className="kit-button large primary" disabled={busy} aria-busy={busy}>
              {view.submit?.text ?? 'Submit'}
            </button>
          )}
        </>
      }
    >
      <InteractionContext value={interaction}>
        <form id={formId} ref={body} className="form" noValidate onSubmit={(event) => void submit(event)}>
          {view.blocks.map((block, index) => {
            const input = inputOf(block);
            if (input === null) return <Blocks key={block.block_id ?? `${index}`} blocks={[block]} />;
            return (
              <FormInput
                key={keyOf(input)}
                block={input}
                value={heldBy(input)}
                error={errors[input.label.text]}
                onChange={(value) => change(input, value)}
              />
            );
          })}
        </form>
      </InteractionContext>
    </Dialog>
  );
}
