import type { Outcome, WorldPerson } from '../../contract.ts';
import { SlackRefusal } from '../api/refusal.ts';
import { isRecord, stringOf, textOf } from '../blocks/block-object.ts';
import { checkModal } from '../blocks/check-view.ts';
import type { Ack } from '../delivery/envelope.ts';
import { isEmpty } from '../state/form-state.ts';
import { makeModal, replaceModal, viewJson } from '../state/make-view.ts';
import type { StoredView } from '../state/views.ts';
import type { Workspace } from '../state/workspace.ts';
import { controlsOf, findControl, tellsAtOnce } from './controls.ts';
import { interactive, nobody, outcome, payloadBase, personOf, type Stage } from './interaction.ts';
import { operate } from './press-control.ts';
import { surfaceOf } from './seen-surface.ts';

/** Real milliseconds that an input may take to appear after another one was used. */
const inputAppears = 1_000;
/** Real milliseconds in which a bot that hears of a choice may change the form before the next one is made. */
const formChanges = 300;

/** A person fills a form, by the labels of its inputs, and submits it. */
export async function submitForm(
  stage: Stage,
  handle: string,
  input: { view: string; values: Record<string, unknown> },
): Promise<Outcome> {
  const { workspace } = stage;
  const person = personOf(workspace, handle);
  if (person === undefined) return nobody(handle);
  const view = workspace.views.top(person.slackId);
  if (view?.id !== input.view) {
    return outcome(workspace, person, { acked: false, status: 404, error: 'this form is not open' });
  }
  if (view.submit === null) {
    return outcome(workspace, person, { acked: false, status: 404, error: 'this form has nothing to submit' });
  }
  const refused = await fill(stage, person, view, input.values);
  if (refused) return refused;
  const errors = missing(view);
  if (Object.keys(errors).length > 0) return outcome(workspace, person, { acked: false, errors });
  const payload = {
    ...payloadBase(stage, person),
    trigger_id: workspace.triggers.issue(person.slackId),
    view: viewJson(workspace, view),
    response_urls: [],
  };
  return stage.tell(interactive('view_submission', payload), (ack) => settle(workspace, person, view, ack));
}

/** Uses the controls one after the other, as a person does: one may make the bot change the form before the next. */
async function fill(
  stage: Stage,
  person: WorldPerson,
  view: StoredView,
  values: Record<string, unknown>,
): Promise<Outcome | undefined> {
  const { views } = stage.workspace;
  for (const [label, value] of Object.entries(values)) {
    await views.until(() => 'control' in findControl(view.blocks, label), inputAppears);
    const found = findControl(view.blocks, label);
    if ('error' in found) return outcome(stage.workspace, person, { acked: false, ...found });
    const surface = surfaceOf(stage, person, { view: view.id });
    if (surface === undefined) return outcome(stage.workspace, person, { acked: false, error: 'the form was closed' });
    const before = view.hash;
    const used = await operate(stage, person, surface, found.control, value);
    if (!used.acked) return used;
    if (tellsAtOnce(found.control)) await views.until(() => view.hash !== before, formChanges);
  }
  return undefined;
}

function missing(view: StoredView): Record<string, string> {
  const empty = controlsOf(view.blocks).filter(({ block, element }) => {
    const value = view.state.get(block, element);
    return block.type === 'input' && block.optional !== true && value !== undefined && isEmpty(value);
  });
  return Object.fromEntries(empty.map(({ label }) => [label, 'Please complete this required field.']));
}

/** Does what the bot said in its acknowledgement; an empty one closes the form. */
function settle(workspace: Workspace, person: WorldPerson, view: StoredView, ack: Ack): Outcome {
  if (!ack.acked) return outcome(workspace, person, { acked: false, error: ack.error });
  const response = isRecord(ack.payload) ? ack.payload : {};
  try {
    const errors = respond(workspace, view, response);
    workspace.changed('view');
    return outcome(workspace, person, { acked: true, ...(errors && { errors }) });
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return outcome(workspace, person, { acked: true, error: error.code });
  }
}

function respond(
  workspace: Workspace,
  view: StoredView,
  response: Record<string, unknown>,
): Record<string, string> | undefined {
  const { views } = workspace;
  switch (response.response_action) {
    case 'errors':
      return labelled(view, response.errors);
    case 'clear':
      views.clear(view.owner);
      return undefined;
    case 'update':
      replaceModal(workspace, view, checkModal(response.view));
      return undefined;
    case 'push': {
      const input = checkModal(response.view);
      if (views.stack(view.owner).length >= 3) throw new SlackRefusal('push_limit_reached');
      views.push(makeModal(workspace, view.owner, input, view));
      return undefined;
    }
    default:
      views.remove(view);
      return undefined;
  }
}

/** The bot names inputs by block_id, people by label. */
function labelled(view: StoredView, errors: unknown): Record<string, string> {
  if (!isRecord(errors)) return {};
  return Object.fromEntries(
    Object.entries(errors).map(([blockId, text]) => {
      const block = view.blocks.find((one) => stringOf(one.block_id) === blockId);
      return [(block && textOf(block.label)) || blockId, String(text)];
    }),
  );
}
