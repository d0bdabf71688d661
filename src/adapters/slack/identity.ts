import type { WebClient } from '@slack/web-api';
import type { Millis } from '../../model/time.ts';
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

/** Asks until Slack has said it once; `outlast` waits out an outage of so many ms. Throws `Fault`. */
export type WhoWeAre = (options?: { outlast?: Millis }) => Promise<Identity>;

export function createIdentity(client: WebClient, schedule: Schedule): WhoWeAre {
  let known: Identity | null = null;
  let asking: Promise<Identity> | null = null;
  return ({ outlast = 0 } = {}) => {
    if (known) return Promise.resolve(known);
    // Whoever waits longer does not share the failure of those who do not.
    if (asking && outlast === 0) return asking;
    const answer = ask(client, schedule, outlast)
      .then((identity) => {
        known = identity;
        return identity;
      })
      .catch((error: unknown) => {
        throw slackFault(error, 'say who the bot is');
      })
      .finally(() => {
        if (asking === answer) asking = null;
      });
    if (outlast === 0) asking = answer;
    return answer;
  };
}

async function ask(client: WebClient, schedule: Schedule, outlast: Millis): Promise<Identity> {
  const answer = await schedule.call('auth.test', () => client.auth.test(), { priority: 'urgent', outlast });
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
