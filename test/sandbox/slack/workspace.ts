import { App, HTTPReceiver, type Logger, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { createClock } from '../../../sandbox/clock.ts';
import { createIds } from '../../../sandbox/ids.ts';
import { channelNames, createPeople, userGroups } from '../../../sandbox/people.ts';
import { createSlack, type SlackOptions, type SlackWorkspace } from '../../../sandbox/slack/slack.ts';
import { createTraffic } from '../../../sandbox/traffic.ts';

const events = ['app_home_opened', 'member_joined_channel', 'subteam_members_changed', 'user_change'];
const scopes = [
  'commands',
  'chat:write',
  'channels:read',
  'channels:history',
  'channels:join',
  'im:write',
  'users:read',
  'users:read.email',
  'usergroups:read',
  'files:write',
  'team:read',
  'reactions:write',
];

/** Refusals are what these tests are about, so the clients keep them to themselves. */
const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** A manifest with two commands; `without` takes scopes away. */
export function manifest(without: readonly string[] = []): Record<string, unknown> {
  return {
    display_information: { name: 'Quarterdeck' },
    features: {
      app_home: { home_tab_enabled: true },
      bot_user: { display_name: 'Quarterdeck' },
      slash_commands: [
        { command: '/deploy', description: 'Deploys', usage_hint: '<environment>' },
        { command: '/mention', description: 'Escapes', usage_hint: '', should_escape: true },
      ],
    },
    oauth_config: { scopes: { bot: scopes.filter((scope) => !without.includes(scope)) } },
    settings: { event_subscriptions: { bot_events: events }, interactivity: { is_enabled: true } },
  };
}

/** A workspace that stands still in the world's time, with Slack's rate limits off unless asked for. */
export async function openSlack(options: Partial<SlackOptions> = {}) {
  const clock = createClock({ start: Date.parse('2026-03-02T09:00:00Z'), speed: 0 });
  const traffic = createTraffic();
  const seed = {
    repository: 'acme/app',
    services: [],
    start: '',
    directory: '',
    defaultBranch: 'main',
    branches: {},
    tags: {},
    running: {},
    durations: {},
    pullRequests: [],
    protection: {},
    teams: {},
    environments: {},
  };
  const parts = { clock, traffic, seed, ids: createIds('test'), people: createPeople() };
  const slack = await createSlack(parts, {
    manifest: manifest(),
    channels: channelNames,
    groups: userGroups,
    rateLimits: false,
    ...options,
  });
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
  const channel = (name: string) => slack.directory().channels.find((one) => one.name === name)?.id ?? '';
  const person = (handle: string) => slack.directory().people.find((one) => one.handle === handle)?.slackId ?? '';
  return { slack, client, traffic, clock, channel, person };
}

/** A Bolt app that is connected by Socket Mode; call `stop` at the end. */
export async function socketApp(slack: SlackWorkspace, register: (app: App) => void) {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const app = new App({
    token: slack.botToken,
    appToken: slack.appToken,
    socketMode: true,
    clientOptions,
    installerOptions: { clientOptions, port: 0 },
    logger: quiet,
  });
  register(app);
  await app.start();
  return { app, stop: () => app.stop() };
}

/** A Bolt app behind its own HTTP port, to which the workspace delivers. */
export async function httpApp(slack: SlackWorkspace, register: (app: App) => void) {
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: quiet });
  const app = new App({
    token: slack.botToken,
    receiver,
    clientOptions: { slackApiUrl: slack.apiUrl },
    logger: quiet,
  });
  register(app);
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const address = 'address' in server ? server.address() : null;
  if (address === null || typeof address === 'string') throw new Error('the app has no port');
  slack.deliverTo(`http://127.0.0.1:${address.port}/slack/events`);
  return { app, stop: () => app.stop() };
}

/** Resolves when `condition` holds after a change in the workspace; fails after `forMs`. */
export function until(slack: SlackWorkspace, condition: () => boolean, forMs = 5_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(new Error('the condition never held')), forMs);
    const finish = (error?: Error) => {
      clearTimeout(timer);
      stop();
      if (error) reject(error);
      else resolve();
    };
    const stop = slack.onChange(() => {
      if (condition()) finish();
    });
    if (condition()) finish();
  });
}
