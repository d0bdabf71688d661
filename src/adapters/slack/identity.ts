import type { WebClient } from '@slack/web-api';
import type { Schedule } from './schedule.ts';
import { slackFault } from './trouble.ts';

/** Who the bot is in its workspace. */
export interface Identity {
  teamId: string;
  /** Null in a workspace that belongs to no organisation. */
  enterpriseId: string | null;
  botId: string;
  botUserId: string;
  /** Of the workspace, with a slash at the end. */
  url: string;
  /** What the token may do. */
  scopes: string[];
}

/** Asks Slack once; a failure is asked again by the next caller. Throws `Fault`. */
export function createIdentity(client: WebClient, schedule: Schedule): () => Promise<Identity> {
  let known: Promise<Identity> | null = null;
  return () => {
    known ??= ask(client, schedule).catch((error: unknown) => {
      known = null;
      throw slackFault(error, 'say who the bot is');
    });
    return known;
  };
}

async function ask(client: WebClient, schedule: Schedule): Promise<Identity> {
  const answer = await schedule.call('auth.test', () => client.auth.test(), { priority: 'urgent' });
  return {
    teamId: answer.team_id ?? '',
    enterpriseId: answer.enterprise_id ?? null,
    botId: answer.bot_id ?? '',
    botUserId: answer.user_id ?? '',
    url: answer.url ?? 'https://slack.com/',
    scopes: answer.response_metadata?.scopes ?? [],
  };
}

/** What people can follow; null when Slack gave no address. */
export function permalinkOf(identity: Identity, channelId: string, ts: string): string | null {
  return URL.canParse(identity.url)
    ? new URL(`archives/${channelId}/p${ts.replace('.', '')}`, identity.url).href
    : null;
}
