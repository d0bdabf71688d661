import { z } from 'zod';
import { type ApiMethod, method } from './method.ts';

/** Methods about the app itself. `connect` gives the WebSocket address of a new Socket Mode connection. */
export function appMethods(connect: () => string): readonly ApiMethod[] {
  return [
    method({
      name: 'auth.test',
      scopes: [],
      tier: 'auth',
      args: z.object({}),
      run: ({ team, bot, app }) => ({
        url: `https://${team.domain}.slack.com/`,
        team: team.name,
        user: bot.name.toLowerCase(),
        team_id: team.id,
        user_id: bot.userId,
        bot_id: bot.id,
        app_id: app.id,
        is_enterprise_install: false,
      }),
    }),
    method({
      name: 'apps.connections.open',
      scopes: [],
      tier: 't3',
      token: 'app',
      args: z.object({}),
      run: () => ({ url: connect() }),
    }),
    method({
      name: 'team.info',
      scopes: ['team:read'],
      tier: 't3',
      args: z.object({ team: z.string().optional() }),
      run: ({ team }) => ({ team: { id: team.id, name: team.name, domain: team.domain, email_domain: '', icon: {} } }),
    }),
  ];
}
