import { z } from 'zod';
import type { LiveWorld } from '../live.ts';
import { type Routes, read } from './router.ts';

const tail = z.coerce.number().int().min(1).max(5_000).default(200);

/** The bot's process: whether it is ready, what it is started with, its end, its start, its log. */
export function botRoutes({ bot }: LiveWorld): Routes {
  const state = () => ({ status: bot.status, pid: bot.pid });
  return {
    'GET /api/ready': async () => {
      const ready = await bot.ready();
      return { status: ready ? 200 : 503, body: { ready, ...state() } };
    },
    'GET /api/bot': () => ({ body: state() }),
    'GET /api/bot/settings': () => ({ body: bot.settings }),
    'POST /api/bot/kill': async () => {
      await bot.kill();
      return { body: state() };
    },
    'POST /api/bot/start': async () => {
      await bot.start();
      return { body: state() };
    },
    'GET /api/bot/log': async ({ query }) => ({
      body: { lines: await bot.log(read(tail, query.get('tail') ?? undefined)) },
    }),
  };
}
