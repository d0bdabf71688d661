import type { Command, FormHandler } from '../../command.ts';
import { sayFault } from '../../model/fault.ts';
import type { Millis } from '../../model/time.ts';
import type { FormMark } from '../../views/form.ts';
import { fieldOf, noteView, options, readMark, readValues } from '../../views/form.ts';
import type { Acted } from './calls.ts';
import { notAMember } from './calls.ts';
import type { Ack, DoorParts } from './door-parts.ts';
import { keepAndShow, within } from './opening.ts';
import type { ActionPayload, KeptForm, PayloadView } from './payloads.ts';
import { keptForm, submissionPayload, suggestionPayload } from './payloads.ts';
import { unseenInField } from './text.ts';

/** Slack waits three seconds for an acknowledgement. */
const patience: Millis = 2_300;

interface OpenForm {
  mark: FormMark;
  kept: KeptForm;
  handler: FormHandler;
  acted: Acted;
}

type Accept = (kind: string, key: string, body: unknown) => Promise<unknown>;

/** Submissions, fields that change the form, and suggestions. */
export function createFormDoors(parts: DoorParts, accept: Accept) {
  /** Remakes of one form go one after the other, so that the newest is what stays. */
  const remaking = new Map<string, Promise<void>>();

  async function find(view: PayloadView | undefined, user: string, trigger: string): Promise<OpenForm | null> {
    const mark = view ? readMark(view) : null;
    if (!view || !mark) return null;
    const kept = keptForm.safeParse(await parts.forms.find(mark.contextId));
    const handler = handlerOf(parts.commands, mark);
    if (!kept.success || !handler) return null;
    const { channel, responseUrl } = kept.data;
    return { mark, kept: kept.data, handler, acted: { user, channel, responseUrl, trigger, asked: null } };
  }

  async function remake(payload: ActionPayload, view: PayloadView): Promise<void> {
    const open = await find(view, payload.user.id, `refresh:${view.id}`);
    if (!open) return parts.surface.update(view.id, tooOld);
    if (!open.handler.refresh) return;
    const call = await parts.call(open.acted);
    const form = await open.handler.refresh(call, open.kept.context, readValues(view.state.values));
    const revision = Math.max(0, ...Object.keys(view.state.values).map((block) => fieldOf(block)?.revision ?? 0)) + 1;
    await parts.surface.update(view.id, await keepAndShow(parts.forms, form, open.kept, revision));
  }

  return {
    async submission(body: unknown, ack: Ack): Promise<void> {
      const { user, view } = submissionPayload.parse(body);
      const trigger = `submission:${view.id}`;
      const open = await find(view, user.id, trigger);
      if (!open) return ack({ response_action: 'update', view: tooOld });
      const values = readValues(view.state.values);
      const errors = unseen(values) ?? (await judge(open, values));
      if (errors) return ack({ response_action: 'errors', errors: byBlock(view, errors) });
      const { mark, kept } = open;
      await accept('submission', trigger, {
        user: user.id,
        channel: kept.channel,
        responseUrl: kept.responseUrl,
        command: mark.command,
        form: mark.form,
        context: kept.context,
        values,
      });
      await ack();
    },

    async refresh(payload: ActionPayload, ack: Ack): Promise<void> {
      const { view } = payload;
      if (!view) return ack();
      const before = remaking.get(view.id) ?? Promise.resolve();
      const work = before
        .then(() => remake(payload, view))
        .catch((error: unknown) => {
          parts.log.error({ err: error }, 'a form could not be made anew');
        })
        .finally(() => {
          if (remaking.get(view.id) === work) remaking.delete(view.id);
        });
      remaking.set(view.id, work);
      await within(work, patience);
      await ack();
      return work;
    },

    async suggestion(body: unknown, ack: Ack): Promise<void> {
      const { user, view, block_id: block, value } = suggestionPayload.parse(body);
      const field = fieldOf(block)?.field;
      const choices = (async () => {
        const open = await find(view, user.id, `suggestion:${view?.id ?? ''}`);
        if (!open?.handler.suggest || field === undefined) return [];
        return open.handler.suggest(await parts.call(open.acted), open.kept.context, field, value.slice(0, 200));
      })().catch((error: unknown) => {
        parts.log.warn({ err: error }, 'suggestions could not be had');
        return [];
      });
      const found = await within(choices, patience);
      await ack({ options: found === 'late' ? [] : options(found) });
    },
  };

  /** Errors by field name; null when the values will do. */
  async function judge(open: OpenForm, values: ReturnType<typeof readValues>) {
    try {
      const judged = await within(
        parts.call(open.acted).then((call) => {
          const why = notAMember(call.person);
          return why ? { '': why } : open.handler.check(call, open.kept.context, values);
        }),
        patience,
      );
      return judged === 'late' ? { '': 'Checking this took too long. Please press the button again.' } : judged;
    } catch (error) {
      parts.log.error({ err: error }, 'a form could not be checked');
      return { '': sayFault(error) };
    }
  }
}

const tooOld = noteView('This form is too old', [
  'It was open for more than a day, or what it belonged to is gone. Nothing was done.',
  'Close it and begin again.',
]);

function handlerOf(commands: readonly Command[], mark: FormMark): FormHandler | null {
  return commands.find(({ name }) => name === mark.command)?.forms?.[mark.form] ?? null;
}

/** Errors by field name, as for typed text; null when all of it can be seen. */
function unseen(values: ReturnType<typeof readValues>): Record<string, string> | null {
  const errors = Object.entries(values).flatMap(([field, value]): [string, string][] => {
    const error = value === null ? null : unseenInField(value);
    return error === null ? [] : [[field, error]];
  });
  return errors.length > 0 ? Object.fromEntries(errors) : null;
}

/** Slack names fields by block id; an error of no field in the form goes to its first. */
function byBlock(view: PayloadView, errors: Record<string, string>): Record<string, string> {
  const blocks = Object.keys(view.state.values);
  const entries = Object.entries(errors).map(([field, error]): [string, string] => [
    blocks.find((block) => fieldOf(block)?.field === field) ?? blocks[0] ?? field,
    error.slice(0, 2_000),
  ]);
  return Object.fromEntries(entries);
}
