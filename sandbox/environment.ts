import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BotEnvironment, GitHubSimulation, SlackSimulation } from './contract.ts';
import type { LazyPlatform } from './platform/lazily.ts';

/** What a process needs of the machine; nothing else of the shell's own settings may reach the bot. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LOG_LEVEL', 'SystemRoot'];

/**
 * The settings that point the bot at this world. Variables of the shell that would point it elsewhere (a real token, a
 * real database) are left behind.
 */
export function botEnvironment(options: {
  slack: SlackSimulation;
  github: GitHubSimulation;
  platform: LazyPlatform | null;
  catalog: string;
  data: string;
  /** Port of the bot. */
  port: number;
  /** Its name among several; null: the bot names itself. */
  replica: string | null;
  /** Of the page; the bot asks `/clock` there. */
  controlUrl: string;
  http: boolean;
  /** Sign in to GitHub as an App. */
  app: boolean;
  shell: NodeJS.ProcessEnv;
}): BotEnvironment {
  const { slack, github, shell } = options;
  const own: BotEnvironment = {};
  for (const name of inherited) {
    const value = shell[name];
    if (value !== undefined) own[name] = value;
  }
  return {
    ...own,
    // As npm start does.
    NODE_COMPILE_CACHE: shell.NODE_COMPILE_CACHE ?? path.join(tmpdir(), 'node-compile-cache'),
    QUARTERDECK_CATALOG: options.catalog,
    QUARTERDECK_DATA: options.data,
    ...(options.replica === null ? {} : { QUARTERDECK_REPLICA: options.replica }),
    QUARTERDECK_CLOCK_URL: options.controlUrl,
    SLACK_API_URL: slack.apiUrl,
    ...(slack.limited ? {} : { SLACK_PACE: '1000' }),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_MODE: options.http ? 'http' : 'socket',
    GITHUB_API_URL: github.apiUrl,
    ...(options.app
      ? { GITHUB_APP_ID: String(github.appId), GITHUB_APP_PRIVATE_KEY: github.privateKey }
      : { GITHUB_TOKEN: github.token }),
    GITHUB_CLIENT_ID: github.clientId,
    // Of no worth: whatever this world keeps is of this world.
    QUARTERDECK_SECRET_KEY: Buffer.alloc(32, 'sandbox').toString('base64'),
    GITHUB_WEBHOOK_SECRET: github.webhookSecret,
    ...platformSettings(options.platform),
    PORT: String(options.port),
  };
}

function platformSettings(platform: LazyPlatform | null): BotEnvironment {
  if (platform === null) return {};
  const { addresses, kubeconfig, grafanaToken, routingKey } = platform;
  const { prometheus, services, alertmanager, grafana, pagerduty } = addresses;
  return {
    ...(kubeconfig === null ? {} : { KUBECONFIG: kubeconfig }),
    ...(services === null ? {} : { QUARTERDECK_SERVICES_URL: services }),
    ...(prometheus === null ? {} : { PROMETHEUS_URL: prometheus }),
    ...(alertmanager === null ? {} : { ALERTMANAGER_URL: alertmanager }),
    ...(grafana === null ? {} : { GRAFANA_URL: grafana, GRAFANA_TOKEN: grafanaToken }),
    ...(pagerduty === null ? {} : { PAGERDUTY_URL: pagerduty, PAGERDUTY_ROUTING_KEY: routingKey }),
  };
}
