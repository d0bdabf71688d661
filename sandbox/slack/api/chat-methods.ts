import { z } from 'zod';
import type { Workspace } from '../state/workspace.ts';
import { flag, json } from './arguments.ts';
import { channelOf, messageOf, writableChannel } from './channel-access.ts';
import { messageJson } from './message-json.ts';
import { type ApiMethod, method } from './method.ts';
import { SlackRefusal } from './refusal.ts';
import { addMessage, editMessage } from './write-message.ts';

/** chat.update refuses longer texts; chat.postMessage only cuts at ten times this. */
const longestUpdate = 4_000;
const scopes = ['chat:write'];
const content = {
  channel: z.string(),
  text: z.string().optional(),
  blocks: json('invalid_blocks_format'),
  metadata: json('invalid_metadata_format'),
};
const placed = { channel: z.string(), ts: z.string() };

const postMessage = method({
  name: 'chat.postMessage',
  scopes,
  tier: 'post',
  args: z.object({ ...content, thread_ts: z.string().optional(), reply_broadcast: flag.optional() }),
  run: (workspace, { channel: reference, text, blocks, metadata, thread_ts: threadTs }) => {
    const channel = writableChannel(workspace, reference);
    if (threadTs !== undefined && workspace.messages.find(channel.id, threadTs) === undefined) {
      throw new SlackRefusal('thread_not_found');
    }
    const draft = { channel: channel.id, user: workspace.bot.userId, text, blocks, metadata, threadTs };
    const message = addMessage(workspace, draft);
    return { channel: channel.id, ts: message.ts, message: messageJson(workspace, message) };
  },
});

const update = method({
  name: 'chat.update',
  scopes,
  tier: 't3',
  args: z.object({ ...content, ts: z.string() }),
  run: (workspace, { channel: reference, ts, text, blocks, metadata }) => {
    const channel = channelOf(workspace, reference);
    const message = ownMessage(workspace, channel.id, ts, 'cant_update_message');
    if ((text ?? '').length > longestUpdate) throw new SlackRefusal('msg_too_long');
    editMessage(workspace, message, { text, blocks, metadata });
    return { channel: channel.id, ts, text: message.text, message: messageJson(workspace, message) };
  },
});

const remove = method({
  name: 'chat.delete',
  scopes,
  tier: 't3',
  args: z.object(placed),
  run: (workspace, { channel: reference, ts }) => {
    const channel = channelOf(workspace, reference);
    workspace.messages.remove(ownMessage(workspace, channel.id, ts, 'cant_delete_message'));
    workspace.changed('message');
    return { channel: channel.id, ts };
  },
});

const postEphemeral = method({
  name: 'chat.postEphemeral',
  scopes,
  tier: 't4',
  args: z.object({ ...content, user: z.string(), thread_ts: z.string().optional() }),
  run: (workspace, { channel: reference, user, text, blocks, thread_ts: threadTs }) => {
    const channel = writableChannel(workspace, reference);
    if (!channel.members.has(user)) throw new SlackRefusal('user_not_in_channel');
    const draft = { channel: channel.id, user: workspace.bot.userId, text, blocks, threadTs, ephemeralTo: user };
    return { message_ts: addMessage(workspace, draft).ts };
  },
});

const getPermalink = method({
  name: 'chat.getPermalink',
  scopes: [],
  tier: 'none',
  args: z.object({ channel: z.string(), message_ts: z.string() }),
  run: (workspace, { channel: reference, message_ts: ts }) => {
    const channel = channelOf(workspace, reference);
    const { threadTs } = messageOf(workspace, channel, ts);
    const place = `https://${workspace.team.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`;
    const inThread = threadTs !== undefined && threadTs !== ts;
    return { channel: channel.id, permalink: inThread ? `${place}?thread_ts=${threadTs}&cid=${channel.id}` : place };
  },
});

function ownMessage(workspace: Workspace, channelId: string, ts: string, refusal: string) {
  const message = messageOf(workspace, channelOf(workspace, channelId), ts);
  if (message.user !== workspace.bot.userId) throw new SlackRefusal(refusal);
  return message;
}

export const chatMethods: readonly ApiMethod[] = [postMessage, update, remove, postEphemeral, getPermalink];
