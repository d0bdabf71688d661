import { z } from 'zod';
import type { Channel } from '../state/channels.ts';
import type { StoredMessage } from '../state/messages.ts';
import type { Workspace } from '../state/workspace.ts';
import { flag, page, paged } from './arguments.ts';
import { channelOf, messageOf } from './channel-access.ts';
import { messageJson } from './message-json.ts';
import { type ApiMethod, method } from './method.ts';
import { SlackRefusal } from './refusal.ts';

const reading = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const hearing = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const span = {
  channel: z.string(),
  oldest: z.string().optional(),
  latest: z.string().optional(),
  inclusive: flag.optional(),
  include_all_metadata: flag.optional(),
  ...page,
};
type Span = { oldest?: string | undefined; latest?: string | undefined; inclusive?: boolean | undefined };

const list = method({
  name: 'conversations.list',
  scopes: reading,
  tier: 't2',
  args: z.object({ types: z.string().optional(), exclude_archived: flag.optional(), ...page }),
  run: (workspace, { types = 'public_channel', ...wanted }) => {
    const kinds = types.split(',').map((type) => type.trim());
    const channels = [
      ...(kinds.includes('public_channel') ? workspace.channels.list() : []),
      ...(kinds.includes('im') ? workspace.channels.directs() : []),
    ];
    const { items, response_metadata } = paged(channels, wanted);
    return { channels: items.map((channel) => channelJson(workspace, channel)), response_metadata };
  },
});

const info = method({
  name: 'conversations.info',
  scopes: reading,
  tier: 't3',
  args: z.object({ channel: z.string() }),
  run: (workspace, { channel }) => ({ channel: channelJson(workspace, channelOf(workspace, channel)) }),
});

const members = method({
  name: 'conversations.members',
  scopes: reading,
  tier: 't4',
  args: z.object({ channel: z.string(), ...page }),
  run: (workspace, { channel, ...wanted }) => {
    const { items, response_metadata } = paged([...channelOf(workspace, channel).members], wanted);
    return { members: items, response_metadata };
  },
});

const history = method({
  name: 'conversations.history',
  scopes: hearing,
  tier: 't3',
  args: z.object(span),
  run: (workspace, { channel: reference, include_all_metadata: metadata = false, ...wanted }) => {
    const channel = heard(workspace, reference);
    const messages = workspace.messages
      .list(channel.id)
      .filter((message) => message.ephemeralTo === undefined && isRoot(message) && within(message, wanted))
      .reverse();
    const { items, more, response_metadata } = paged(messages, wanted);
    return {
      messages: items.map((one) => messageJson(workspace, one, { metadata })),
      has_more: more,
      response_metadata,
    };
  },
});

const replies = method({
  name: 'conversations.replies',
  scopes: hearing,
  tier: 't3',
  args: z.object({ ...span, ts: z.string() }),
  run: (workspace, { channel: reference, ts, include_all_metadata: metadata = false, ...wanted }) => {
    const channel = heard(workspace, reference);
    const asked = workspace.messages.find(channel.id, ts);
    if (asked === undefined) throw new SlackRefusal('thread_not_found');
    const root = messageOf(workspace, channel, asked.threadTs ?? asked.ts);
    const thread = [root, ...workspace.messages.replies(channel.id, root.ts).filter((one) => within(one, wanted))];
    const { items, more, response_metadata } = paged(thread, wanted);
    return {
      messages: items.map((one) => messageJson(workspace, one, { metadata })),
      has_more: more,
      response_metadata,
    };
  },
});

const join = method({
  name: 'conversations.join',
  scopes: ['channels:join'],
  tier: 't3',
  args: z.object({ channel: z.string() }),
  run: (workspace, { channel: reference }) => {
    const channel = channelOf(workspace, reference);
    const user = workspace.bot.userId;
    if (channel.members.has(user)) {
      return { channel: channelJson(workspace, channel), warning: 'already_in_channel' };
    }
    channel.members.add(user);
    workspace.changed('channel');
    workspace.emit({
      type: 'member_joined_channel',
      user,
      channel: channel.id,
      channel_type: 'C',
      team: workspace.team.id,
    });
    return { channel: channelJson(workspace, channel) };
  },
});

const open = method({
  name: 'conversations.open',
  scopes: ['im:write', 'mpim:write', 'channels:manage', 'groups:write'],
  tier: 't3',
  args: z.object({ users: z.string(), return_im: flag.optional() }),
  run: (workspace, { users }) => {
    const person = workspace.people.find((one) => one.slackId === users.trim());
    if (person === undefined) throw new SlackRefusal('user_not_found');
    const channel = workspace.channels.direct(person.slackId, workspace.bot.userId);
    return { channel: { id: channel.id, is_im: true, user: person.slackId } };
  },
});

function heard(workspace: Workspace, reference: string): Channel {
  const channel = channelOf(workspace, reference);
  if (!channel.members.has(workspace.bot.userId)) throw new SlackRefusal('not_in_channel');
  return channel;
}

function isRoot(message: StoredMessage): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts;
}

/** The ends are open unless `inclusive`. */
function within(message: StoredMessage, { oldest, latest, inclusive = false }: Span): boolean {
  const after = !oldest || Number(message.ts) > Number(oldest) || (inclusive && message.ts === oldest);
  const before = !latest || Number(message.ts) < Number(latest) || (inclusive && message.ts === latest);
  return after && before;
}

function channelJson(workspace: Workspace, channel: Channel): Record<string, unknown> {
  if (channel.direct) return { id: channel.id, is_im: true, user: channel.name, is_channel: false };
  const connected = workspace.people.some(({ kind, slackId }) => kind === 'stranger' && channel.members.has(slackId));
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: false,
    is_archived: false,
    is_general: false,
    is_shared: connected,
    is_ext_shared: connected,
    is_member: channel.members.has(workspace.bot.userId),
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
  };
}

export const conversationMethods: readonly ApiMethod[] = [list, info, members, history, replies, join, open];
