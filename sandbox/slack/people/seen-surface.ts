import type { PressTarget, WorldPerson } from '../../contract.ts';
import { messageJson } from '../api/message-json.ts';
import type { BlockObject } from '../blocks/block-object.ts';
import { FormState } from '../state/form-state.ts';
import { viewJson } from '../state/make-view.ts';
import type { StoredMessage } from '../state/messages.ts';
import type { StoredView } from '../state/views.ts';
import type { Workspace } from '../state/workspace.ts';
import { newResponseUrl, type Stage } from './interaction.ts';

/** Something with controls that a person sees: a message, a form or a Home tab. */
export interface Surface {
  blocks: BlockObject[];
  state: FormState;
  /** The part of the payload that says where the control was used. */
  where: () => Record<string, unknown>;
}

/** What the person sees there; undefined when there is nothing, or nothing for them. */
export function surfaceOf(stage: Stage, person: WorldPerson, target: PressTarget): Surface | undefined {
  const { workspace } = stage;
  if ('home' in target) {
    const home = workspace.views.home(person.slackId);
    return home && viewSurface(workspace, home);
  }
  if ('view' in target) {
    const view = workspace.views.top(person.slackId);
    return view?.id === target.view ? viewSurface(workspace, view) : undefined;
  }
  const channel = channelSeenBy(workspace, person, target.channel);
  const message = workspace.messages.find(channel ?? '', target.ts);
  if (message === undefined || (message.ephemeralTo ?? person.slackId) !== person.slackId) return undefined;
  return messageSurface(stage, person, message);
}

/** The id of a channel by name or id; `@handle` and `@bot` mean the direct message with the bot. */
export function channelSeenBy(
  workspace: Workspace,
  person: WorldPerson | undefined,
  reference: string,
): string | undefined {
  const channel = workspace.channels.find(reference)?.id;
  if (channel !== undefined || !reference.startsWith('@')) return channel;
  const owner = workspace.people.find((one) => one.handle === reference.slice(1)) ?? person;
  return owner && workspace.channels.directs().find((direct) => direct.name === owner.slackId)?.id;
}

function viewSurface(workspace: Workspace, view: StoredView): Surface {
  return {
    blocks: view.blocks,
    state: view.state,
    where: () => ({ container: { type: 'view', view_id: view.id }, view: viewJson(workspace, view) }),
  };
}

function messageSurface(stage: Stage, person: WorldPerson, message: StoredMessage): Surface {
  const { workspace } = stage;
  const channel = workspace.channels.byId(message.channel);
  const ephemeral = message.ephemeralTo !== undefined;
  const { ts, threadTs } = message;
  const inThread = threadTs !== undefined && threadTs !== ts;
  return {
    blocks: message.blocks,
    state: messageState(workspace, person, message),
    where: () => ({
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: message.channel,
        is_ephemeral: ephemeral,
        ...(inThread && { thread_ts: threadTs }),
      },
      channel: { id: message.channel, name: channel?.direct ? 'directmessage' : (channel?.name ?? '') },
      ...(!ephemeral && { message: messageJson(workspace, message) }),
      response_url: newResponseUrl(stage, 'actions', {
        channel: message.channel,
        user: person.slackId,
        message: { ts, ...(inThread && { threadTs }) },
      }),
    }),
  };
}

function messageState(workspace: Workspace, person: WorldPerson, message: StoredMessage): FormState {
  const key = `${message.channel}/${message.ts}/${person.slackId}`;
  const state = workspace.messageStates.get(key) ?? new FormState();
  workspace.messageStates.set(key, state);
  return state;
}
