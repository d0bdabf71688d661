import type { AppsManifestCreateArguments } from '@slack/web-api';

type Scopes = NonNullable<AppsManifestCreateArguments['manifest']['oauth_config']>['scopes'];
/** One of Slack's closed list of scopes for bots. */
type BotScope = NonNullable<NonNullable<Scopes>['bot']>[number];

/**
 * Every Web API method that we call: how often (a minute, slightly below what Slack promises for its tier, bursts included) and
 * with which scopes. The manifest and the doctor follow from this table.
 */
export const slackMethods = {
  'auth.test': { perMinute: 60, burst: 5, scopes: [] },
  'chat.postMessage': { perMinute: 180, burst: 20, scopes: ['chat:write'] },
  'chat.update': { perMinute: 42, burst: 8, scopes: ['chat:write'] },
  'chat.postEphemeral': { perMinute: 80, burst: 15, scopes: ['chat:write'] },
  'conversations.history': { perMinute: 40, burst: 8, scopes: ['channels:history', 'groups:history'] },
  'conversations.replies': { perMinute: 40, burst: 8, scopes: ['channels:history', 'groups:history'] },
  'conversations.list': { perMinute: 15, burst: 5, scopes: ['channels:read', 'groups:read'] },
  'conversations.info': { perMinute: 40, burst: 8, scopes: ['channels:read', 'groups:read'] },
  'usergroups.list': { perMinute: 15, burst: 10, scopes: ['usergroups:read'] },
  'users.info': { perMinute: 80, burst: 15, scopes: ['users:read', 'users:read.email'] },
  'users.lookupByEmail': { perMinute: 40, burst: 8, scopes: ['users:read.email'] },
  'files.getUploadURLExternal': { perMinute: 80, burst: 15, scopes: ['files:write'] },
  'files.completeUploadExternal': { perMinute: 80, burst: 15, scopes: ['files:write'] },
  'views.open': { perMinute: 80, burst: 15, scopes: [] },
  'views.update': { perMinute: 80, burst: 15, scopes: [] },
  'views.publish': { perMinute: 80, burst: 15, scopes: [] },
} as const satisfies Record<string, { perMinute: number; burst: number; scopes: readonly BotScope[] }>;

export type SlackMethod = keyof typeof slackMethods;

/** `commands` is for being asked, not for asking. */
export function requiredScopes(): BotScope[] {
  const asked = Object.values(slackMethods).flatMap(({ scopes }): readonly BotScope[] => scopes);
  return [...new Set<BotScope>(['commands', ...asked])].sort();
}
