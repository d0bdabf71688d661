import type { WebClient } from '@slack/web-api';
import type { Catalog } from '../../model/catalog.ts';
import { sayFault } from '../../model/fault.ts';
import type { Finding } from '../../model/notice.ts';
import type { Channels } from './channels.ts';
import type { Groups } from './groups.ts';
import type { Identity } from './identity.ts';
import { mendOf } from './mend.ts';
import { requiredScopes } from './methods.ts';
import type { Schedule } from './schedule.ts';
import { refusal, slackFault } from './trouble.ts';

export interface SlackDoctorParts {
  client: WebClient;
  schedule: Schedule;
  channels: Channels;
  groups: Groups;
  /** Asked anew at every examination. */
  identity: () => Promise<Identity>;
  catalog: () => Promise<Catalog>;
  /** How events arrive, and whether they do now. */
  /** Null from outside a running bot, which alone knows. */
  door: () => { mode: 'socket' | 'http'; open: boolean } | null;
}

/** Token, scopes, channels, user groups and the way in. Never throws: what cannot be asked is a finding. */
export async function examineSlack(parts: SlackDoctorParts): Promise<Finding[]> {
  const door = doorFinding(parts.door());
  let us: Identity;
  try {
    us = await parts.identity();
  } catch (error) {
    const why = sayFault(error);
    return [door, finding('Slack bot token', why, mendOf(refusal(causeOf(error)) ?? 'invalid_auth'))];
  }
  const token: Finding = { ok: true, what: 'Slack bot token', found: `accepted by ${us.url}`, mend: null };
  const catalog = await parts.catalog().catch(() => null);
  if (!catalog) {
    return [
      door,
      token,
      scopesFinding(us),
      finding('Catalog', 'none is active', 'Start with a valid quarterdeck.yml.'),
    ];
  }
  return [
    door,
    token,
    scopesFinding(us),
    ...(await Promise.all(channelsOf(catalog).map((channel) => channelFinding(parts, channel)))),
    ...(await groupFindings(parts.groups, catalog)),
  ];
}

function doorFinding(door: { mode: 'socket' | 'http'; open: boolean } | null): Finding {
  if (!door)
    return { ok: true, what: 'Slack connection', found: 'only a running bot knows: /quarterdeck doctor', mend: null };
  const { mode, open } = door;
  const what = mode === 'socket' ? 'Slack Socket Mode' : 'Slack events over HTTP';
  if (open) return { ok: true, what, found: mode === 'socket' ? 'connected' : 'listening', mend: null };
  const mend =
    mode === 'socket'
      ? 'Check SLACK_APP_TOKEN: an app-level token (xapp-…) with the scope connections:write, and Socket Mode switched on.'
      : 'Check that Slack reaches this host at /slack/events and that SLACK_SIGNING_SECRET is that of the app.';
  return finding(what, 'not connected', mend);
}

function scopesFinding({ scopes }: Identity): Finding {
  const missing = requiredScopes().filter((scope) => !scopes.includes(scope));
  return missing.length === 0
    ? { ok: true, what: 'Slack scopes', found: `all ${requiredScopes().length} granted`, mend: null }
    : finding('Slack scopes', `missing: ${missing.join(', ')}`, mendOf('missing_scope'));
}

async function channelFinding(parts: SlackDoctorParts, channel: string): Promise<Finding> {
  const what = `Channel #${channel.replace(/^#/, '')}`;
  try {
    const id = await parts.channels.idOf(channel);
    const { channel: seen } = await parts.schedule.call('conversations.info', () =>
      parts.client.conversations.info({ channel: id }),
    );
    if (seen?.is_archived) return finding(what, 'archived', mendOf('is_archived'));
    if (!seen?.is_member) return finding(what, 'the bot is not in it', mendOf('not_in_channel'));
    return { ok: true, what, found: 'the bot is in it', mend: null };
  } catch (error) {
    const code = refusal(error);
    return finding(what, sayFault(slackFault(error, `see ${channel}`)), mendOf(code ?? 'channel_not_found'));
  }
}

function channelsOf(catalog: Catalog): string[] {
  const all = catalog.pipelines.flatMap(({ channel, environments }) => [
    channel,
    ...environments.flatMap((environment) => [environment.channel, ...(environment.approvals?.notify ?? [])]),
  ]);
  const checkpoints = catalog.audit ? [catalog.audit.channel] : [];
  return [...new Set([catalog.channels.operations, catalog.channels.security, ...checkpoints, ...all])];
}

async function groupFindings(groups: Groups, catalog: Catalog): Promise<Finding[]> {
  const wanted = [...new Set(Object.values(catalog.roles).flatMap(({ slackGroups }) => slackGroups))];
  if (wanted.length === 0) return [];
  try {
    const members = await groups.members({ fresh: true });
    return wanted.map((group) => {
      const what = `User group @${group.replace(/^@/, '')}`;
      const people = members.get(group.replace(/^@/, ''));
      if (!people)
        return finding(
          what,
          'Slack has none',
          'Create it, or correct its handle or id under roles in quarterdeck.yml.',
        );
      return people.size > 0
        ? { ok: true, what, found: `${people.size} in it`, mend: null }
        : finding(what, 'nobody is in it', 'Add the people who should hold the role.');
    });
  } catch (error) {
    return [
      finding('User groups', sayFault(error), 'User groups need a paid Slack plan and the scope usergroups:read.'),
    ];
  }
}

function finding(what: string, found: string, mend: string): Finding {
  return { ok: false, what, found, mend };
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : error;
}
