import { z } from 'zod';
import { channelOf, messageOf } from './channel-access.ts';
import { type ApiMethod, method } from './method.ts';
import { SlackRefusal } from './refusal.ts';

const args = z.object({ channel: z.string(), timestamp: z.string(), name: z.string().regex(/^[a-z0-9_+'-]+$/) });
const scopes = ['reactions:write'];

export const reactionMethods: readonly ApiMethod[] = [
  method({
    name: 'reactions.add',
    scopes,
    tier: 't3',
    args,
    run: (workspace, { channel, timestamp, name }) => {
      const message = messageOf(workspace, channelOf(workspace, channel), timestamp);
      const users = message.reactions.get(name) ?? new Set();
      if (users.has(workspace.bot.userId)) throw new SlackRefusal('already_reacted');
      message.reactions.set(name, users.add(workspace.bot.userId));
      workspace.changed('message');
      return {};
    },
  }),
  method({
    name: 'reactions.remove',
    scopes,
    tier: 't2',
    args,
    run: (workspace, { channel, timestamp, name }) => {
      const message = messageOf(workspace, channelOf(workspace, channel), timestamp);
      const users = message.reactions.get(name);
      if (!users?.delete(workspace.bot.userId)) throw new SlackRefusal('no_reaction');
      if (users.size === 0) message.reactions.delete(name);
      workspace.changed('message');
      return {};
    },
  }),
];
