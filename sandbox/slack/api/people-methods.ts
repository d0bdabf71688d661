import { z } from 'zod';
import type { UserGroup, Workspace } from '../state/workspace.ts';
import { flag, page, paged } from './arguments.ts';
import { type ApiMethod, method } from './method.ts';
import { personJson } from './person-json.ts';
import { SlackRefusal } from './refusal.ts';

const userInfo = method({
  name: 'users.info',
  scopes: ['users:read'],
  tier: 't4',
  args: z.object({ user: z.string(), include_locale: flag.optional() }),
  run: (workspace, { user }) => {
    if (user === workspace.bot.userId) return { user: botJson(workspace) };
    const person = workspace.people.find((one) => one.slackId === user);
    if (person === undefined) throw new SlackRefusal('user_not_found');
    return { user: personJson(workspace, person) };
  },
});

const userList = method({
  name: 'users.list',
  scopes: ['users:read'],
  tier: 't2',
  args: z.object({ ...page, include_locale: flag.optional() }),
  run: (workspace, wanted) => {
    const all = [...workspace.people.map((person) => personJson(workspace, person)), botJson(workspace)];
    const { items, response_metadata } = paged(all, wanted);
    return { members: items, response_metadata };
  },
});

const lookupByEmail = method({
  name: 'users.lookupByEmail',
  scopes: ['users:read.email'],
  tier: 't3',
  args: z.object({ email: z.string() }),
  run: (workspace, { email }) => {
    const person = workspace.people.find((one) => one.email.toLowerCase() === email.toLowerCase());
    if (person === undefined || person.kind === 'stranger') throw new SlackRefusal('users_not_found');
    return { user: personJson(workspace, person) };
  },
});

const groupList = method({
  name: 'usergroups.list',
  scopes: ['usergroups:read'],
  tier: 't2',
  args: z.object({ include_users: flag.optional(), include_count: flag.optional(), include_disabled: flag.optional() }),
  run: (workspace, { include_users: users = false }) => ({
    usergroups: workspace.groups.map((group) => groupJson(workspace, group, users)),
  }),
});

const groupUsers = method({
  name: 'usergroups.users.list',
  scopes: ['usergroups:read'],
  tier: 't2',
  args: z.object({ usergroup: z.string(), include_disabled: flag.optional() }),
  run: (workspace, { usergroup }) => {
    const group = workspace.groups.find((one) => one.id === usergroup);
    if (group === undefined) throw new SlackRefusal('no_such_subteam');
    return { users: group.users };
  },
});

const botInfo = method({
  name: 'bots.info',
  scopes: ['users:read'],
  tier: 't3',
  args: z.object({ bot: z.string().optional() }),
  run: (workspace, { bot: id = workspace.bot.id }) => {
    const { bot, app } = workspace;
    if (id !== bot.id) throw new SlackRefusal('bot_not_found');
    return { bot: { id: bot.id, app_id: app.id, user_id: bot.userId, name: bot.name, deleted: false, icons: {} } };
  },
});

/** A user group as Slack writes it in answers and in the event subteam_updated. */
export function groupJson(workspace: Workspace, group: UserGroup, users: boolean): Record<string, unknown> {
  return {
    id: group.id,
    team_id: workspace.team.id,
    is_usergroup: true,
    is_subteam: true,
    handle: group.handle,
    name: group.name,
    description: '',
    is_external: false,
    date_update: Math.floor(group.updatedAt / 1000),
    date_delete: 0,
    user_count: group.users.length,
    ...(users && { users: group.users }),
  };
}

function botJson(workspace: Workspace): Record<string, unknown> {
  const { bot, team, app } = workspace;
  return {
    id: bot.userId,
    team_id: team.id,
    name: bot.name.toLowerCase(),
    real_name: bot.name,
    deleted: false,
    is_bot: true,
    is_app_user: false,
    profile: { real_name: bot.name, display_name: bot.name, bot_id: bot.id, api_app_id: app.id },
  };
}

export const peopleMethods: readonly ApiMethod[] = [userInfo, userList, lookupByEmail, groupList, groupUsers, botInfo];
