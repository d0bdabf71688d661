import { messageJson } from '../api/message-json.ts';
import { addMessage } from '../api/write-message.ts';
import type { Workspace } from '../state/workspace.ts';
import { personOf } from './interaction.ts';
import { channelSeenBy } from './seen-surface.ts';

/**
 * A person writes an ordinary message. The bot hears of it only if the manifest subscribes to messages or to being
 * mentioned.
 * @throws when there is no such person or channel
 */
export function sayMessage(
  workspace: Workspace,
  handle: string,
  input: { channel: string; text: string; thread_ts?: string },
): { ts: string } {
  const person = personOf(workspace, handle);
  if (person === undefined) throw new Error(`there is nobody called "${handle}"`);
  const channel = channelSeenBy(workspace, person, input.channel);
  if (channel === undefined) throw new Error(`there is no channel "${input.channel}"`);
  const text = withMentions(workspace, input.text);
  const message = addMessage(workspace, { channel, user: person.slackId, text, threadTs: input.thread_ts });
  const direct = workspace.channels.byId(channel)?.direct === true;
  const event = { ...messageJson(workspace, message), channel, event_ts: message.ts };
  const kind = { channel_type: direct ? 'im' : 'channel' };
  workspace.emit({ ...event, ...kind, type: 'message' }, direct ? 'message.im' : 'message.channels');
  if (text.includes(`<@${workspace.bot.userId}>`)) workspace.emit({ ...event, type: 'app_mention' });
  return { ts: message.ts };
}

function withMentions(workspace: Workspace, text: string): string {
  const { bot } = workspace;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(/(^|\s)@([\w.-]+)/g, (whole, before: string, handle: string) => {
    const named = handle.toLowerCase() === bot.name.toLowerCase() ? bot.userId : personOf(workspace, handle)?.slackId;
    return named ? `${before}<@${named}>` : whole;
  });
}
