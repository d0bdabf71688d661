import type { Channel } from '../state/channels.ts';
import type { StoredMessage } from '../state/messages.ts';
import type { Workspace } from '../state/workspace.ts';
import { SlackRefusal } from './refusal.ts';

/** @throws SlackRefusal `channel_not_found` */
export function channelOf(workspace: Workspace, reference: string): Channel {
  const channel = workspace.channels.find(reference);
  if (channel === undefined) throw new SlackRefusal('channel_not_found');
  return channel;
}

/**
 * A channel that the bot may write to; a person's id means the direct message with them.
 * @throws SlackRefusal `channel_not_found` or `not_in_channel`
 */
export function writableChannel(workspace: Workspace, reference: string): Channel {
  const { people, channels, bot, manifest } = workspace;
  if (people.some((person) => person.slackId === reference)) return channels.direct(reference, bot.userId);
  const channel = channelOf(workspace, reference);
  if (!channel.members.has(bot.userId) && !manifest.scopes.includes('chat:write.public')) {
    throw new SlackRefusal('not_in_channel');
  }
  return channel;
}

/** @throws SlackRefusal `message_not_found` */
export function messageOf(workspace: Workspace, channel: Channel, ts: string): StoredMessage {
  const message = workspace.messages.find(channel.id, ts);
  if (message === undefined || message.ephemeralTo !== undefined) throw new SlackRefusal('message_not_found');
  return message;
}
