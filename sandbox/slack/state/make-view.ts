import { SlackRefusal } from '../api/refusal.ts';
import { assignIds, storedText } from '../blocks/assign-ids.ts';
import { blockObjects } from '../blocks/block-object.ts';
import type { HomeInput, ModalInput } from '../blocks/check-view.ts';
import { FormState } from './form-state.ts';
import type { StoredView } from './views.ts';
import type { Workspace } from './workspace.ts';

/** A form for `owner`, on top of `under` if it is pushed. */
export function makeModal(
  workspace: Workspace,
  owner: string,
  input: ModalInput,
  under: StoredView | undefined,
): StoredView {
  const id = workspace.ids.slack('V');
  const { external_id: externalId = '' } = input;
  if (externalId !== '' && workspace.views.byExternalId(externalId)) throw new SlackRefusal('duplicate_external_id');
  return {
    id,
    type: 'modal',
    owner,
    rootViewId: under?.rootViewId ?? id,
    previousViewId: under?.id ?? null,
    state: new FormState(),
    externalId,
    ...modalContent(workspace, input),
  };
}

/** Puts new content into an open form; what was typed stays where block_id and action_id are the same. */
export function replaceModal(workspace: Workspace, view: StoredView, input: ModalInput): void {
  Object.assign(view, modalContent(workspace, input));
  if (input.external_id !== undefined) view.externalId = input.external_id;
  workspace.views.changed();
  workspace.changed('view');
}

/** A Home tab; it keeps the id of the one before it. */
export function makeHome(
  workspace: Workspace,
  owner: string,
  input: HomeInput,
  before: StoredView | undefined,
): StoredView {
  const id = before?.id ?? workspace.ids.slack('V');
  return {
    id,
    type: 'home',
    owner,
    hash: newHash(workspace),
    title: { type: 'plain_text', text: 'View Title', emoji: true },
    submit: null,
    close: null,
    blocks: assignIds(blockObjects(input.blocks), workspace.nextBlockId),
    privateMetadata: input.private_metadata ?? '',
    callbackId: input.callback_id ?? '',
    externalId: input.external_id ?? '',
    clearOnClose: false,
    notifyOnClose: false,
    rootViewId: id,
    previousViewId: null,
    state: before?.state ?? new FormState(),
  };
}

/** A view as Slack writes it in its answers and payloads. */
export function viewJson(workspace: Workspace, view: StoredView): Record<string, unknown> {
  return {
    id: view.id,
    team_id: workspace.team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: view.state.values(view.blocks) },
    hash: view.hash,
    title: view.title,
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close,
    submit: view.submit,
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: workspace.app.id,
    external_id: view.externalId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.bot.id,
  };
}

function modalContent(workspace: Workspace, input: ModalInput) {
  return {
    hash: newHash(workspace),
    title: storedText(input.title),
    submit: storedText(input.submit ?? null),
    close: storedText(input.close ?? null),
    blocks: assignIds(blockObjects(input.blocks), workspace.nextBlockId),
    privateMetadata: input.private_metadata ?? '',
    callbackId: input.callback_id ?? '',
    clearOnClose: input.clear_on_close ?? false,
    notifyOnClose: input.notify_on_close ?? false,
  };
}

function newHash(workspace: Workspace): string {
  return `${Math.floor(workspace.clock.now() / 1000)}.${workspace.ids.guid().slice(0, 8)}`;
}
