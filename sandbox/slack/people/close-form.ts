import type { Outcome } from '../../contract.ts';
import { viewJson } from '../state/make-view.ts';
import { ackOutcome, interactive, nobody, outcome, payloadBase, personOf, type Stage } from './interaction.ts';

/** A person closes the form that they see. The bot hears of it only if the form said notify_on_close. */
export function closeForm(stage: Stage, handle: string, viewId: string): Promise<Outcome> {
  const { workspace } = stage;
  const person = personOf(workspace, handle);
  if (person === undefined) return Promise.resolve(nobody(handle));
  const view = workspace.views.top(person.slackId);
  if (view?.id !== viewId) {
    return Promise.resolve(outcome(workspace, person, { acked: false, status: 404, error: 'this form is not open' }));
  }
  const payload = { ...payloadBase(stage, person), view: viewJson(workspace, view), is_cleared: view.clearOnClose };
  if (view.clearOnClose) workspace.views.clear(person.slackId);
  else workspace.views.remove(view);
  workspace.changed('view');
  if (!view.notifyOnClose) return Promise.resolve(outcome(workspace, person, { acked: true }));
  return stage.tell(interactive('view_closed', payload), (ack) => ackOutcome(workspace, person, ack));
}
