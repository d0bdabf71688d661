import path from 'node:path';
import { pageRoutes } from '../../../sandbox/control/page.ts';
import { createGitHub } from '../../../sandbox/github/simulation.ts';
import { channelNames, userGroups } from '../../../sandbox/people.ts';
import { createSlack } from '../../../sandbox/slack/slack.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';

const manifest = {
  display_information: { name: 'Quarterdeck' },
  features: {
    app_home: { home_tab_enabled: true },
    bot_user: { display_name: 'Quarterdeck' },
    slash_commands: [
      { command: '/deploy', description: 'Deploys a service', usage_hint: '<environment> [service] [ref] [-- reason]' },
      { command: '/deploys', description: 'What runs where, and what is in flight', usage_hint: '[environment]' },
      {
        command: '/lock',
        description: 'Keeps deployments away',
        usage_hint: '<environment> [service] [for 2h] <reason>',
      },
      { command: '/unlock', description: 'Lets deployments in again', usage_hint: '<environment> [service]' },
      {
        command: '/quarterdeck',
        description: 'Help, who you are, and how the bot is',
        usage_hint: 'help | whoami | doctor',
      },
    ],
  },
  oauth_config: {
    scopes: { bot: ['commands', 'chat:write', 'chat:write.public', 'channels:read', 'users:read', 'usergroups:read'] },
  },
  settings: { event_subscriptions: { bot_events: ['app_home_opened'] }, interactivity: { is_enabled: true } },
};

/** The page over the real simulations, with the demo bot behind it. Time stands still. */
export function demoWorld(speed = 0): Promise<Sandbox> {
  return startSandbox(
    {
      example: 'trading-engine',
      examples: null,
      port: 0,
      speed,
      start: null,
      headless: false,
      http: false,
      app: false,
      replicas: 1,
      bot: true,
      data: null,
    },
    {
      slack: (parts) => createSlack(parts, { manifest, channels: channelNames, groups: userGroups, rateLimits: false }),
      github: (parts) => createGitHub(parts),
      page: pageRoutes,
      botProgram: path.join(import.meta.dirname, 'demo-bot.ts'),
      examples: path.resolve(import.meta.dirname, '../../../examples'),
    },
  );
}
