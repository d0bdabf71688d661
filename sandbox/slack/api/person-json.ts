import type { WorldPerson } from '../../contract.ts';
import { fixedSlackId } from '../../ids.ts';
import type { Workspace } from '../state/workspace.ts';

/** People of other workspaces belong to this one. */
export const foreignTeam = fixedSlackId('T', 'foreign');

export function teamOf(workspace: Workspace, person: WorldPerson): string {
  return person.kind === 'stranger' ? foreignTeam : workspace.team.id;
}

/** Whether somebody is in a channel that the bot is in too. Slack calls people of other workspaces strangers only if not. */
function sharesChannel({ channels, bot }: Workspace, { slackId }: WorldPerson): boolean {
  return channels.list().some(({ members }) => members.has(slackId) && members.has(bot.userId));
}

/** A person as users.info gives them; the email only with the scope users:read.email. */
export function personJson(workspace: Workspace, person: WorldPerson): Record<string, unknown> {
  const { slackId, handle, name, title, email, kind } = person;
  const sees = workspace.manifest.scopes.includes('users:read.email');
  return {
    id: slackId,
    team_id: teamOf(workspace, person),
    name: handle,
    real_name: name,
    deleted: workspace.deactivated.has(slackId),
    tz: 'Europe/Berlin',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    profile: {
      real_name: name,
      real_name_normalized: name,
      display_name: name,
      display_name_normalized: name,
      title,
      image_72: '',
      team: teamOf(workspace, person),
      ...(sees && { email }),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: kind === 'guest',
    is_ultra_restricted: false,
    ...(sees && { is_email_confirmed: true }),
    is_bot: kind === 'bot',
    is_app_user: false,
    ...(kind === 'stranger' && { is_stranger: !sharesChannel(workspace, person) }),
    updated: Math.floor(workspace.clock.now() / 1000),
  };
}
