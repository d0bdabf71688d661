import type { SlackSimulation, WorldPerson } from '../../contract.ts';
import { groupJson } from '../api/people-methods.ts';
import { personJson } from '../api/person-json.ts';
import type { Workspace } from './workspace.ts';

/** What a page draws of the workspace. */
export function directoryOf(workspace: Workspace): ReturnType<SlackSimulation['directory']> {
  const { channels, people, groups, manifest, bot } = workspace;
  return {
    channels: channels.list().map(({ id, name, topic }) => ({ id, name, topic })),
    people: people.map((person) => ({ ...person })),
    groups: groups.map(({ id, handle, name, users }) => ({ id, handle, name, users: [...users] })),
    commands: manifest.commands.map(({ command, description, usage_hint }) => ({ command, description, usage_hint })),
    bot: { id: bot.userId, name: bot.name },
  };
}

/** @throws when the group or one of the people is unknown */
export function setGroup(workspace: Workspace, groupHandle: string, handles: readonly string[]): void {
  const group = workspace.groups.find((one) => one.handle === groupHandle);
  if (group === undefined) throw new Error(`there is no user group "${groupHandle}"`);
  const users = handles.map((handle) => found(workspace, handle).slackId);
  const before = group.users;
  group.users = users;
  group.updatedAt = Math.max(workspace.clock.now(), group.updatedAt);
  for (const person of workspace.people) {
    const others = person.groups.filter((one) => one !== groupHandle);
    person.groups = users.includes(person.slackId) ? [...others, groupHandle] : others;
  }
  const added = users.filter((user) => !before.includes(user));
  const removed = before.filter((user) => !users.includes(user));
  workspace.emit({
    type: 'subteam_members_changed',
    subteam_id: group.id,
    team_id: workspace.team.id,
    date_update: Math.floor(group.updatedAt / 1000),
    added_users: added,
    added_users_count: added.length,
    removed_users: removed,
    removed_users_count: removed.length,
  });
  workspace.emit({ type: 'subteam_updated', subteam: groupJson(workspace, group, true) });
  workspace.changed('people');
}

/** Makes somebody a guest or a member, or closes their account. @throws when the person is unknown */
export function setPerson(
  workspace: Workspace,
  handle: string,
  change: { kind?: WorldPerson['kind']; email?: string; deactivated?: boolean },
): void {
  const person = found(workspace, handle);
  if (change.kind) person.kind = change.kind;
  if (change.email) person.email = change.email;
  if (change.deactivated === true) workspace.deactivated.add(person.slackId);
  if (change.deactivated === false) workspace.deactivated.delete(person.slackId);
  workspace.emit({ type: 'user_change', user: personJson(workspace, person) });
  workspace.changed('people');
}

function found(workspace: Workspace, handle: string): WorldPerson {
  const person = workspace.people.find((one) => one.handle === handle);
  if (person === undefined) throw new Error(`there is nobody called "${handle}"`);
  return person;
}
