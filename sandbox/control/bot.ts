import { z } from 'zod';
import type { LiveWorld } from '../live.ts';
import type { Replica } from '../replicas.ts';
import { pick } from './nearest.ts';
import { type Routes, read } from './router.ts';

const tail = z.coerce.number().int().min(1).max(5_000).default(200);
const which = z.strictObject({ replica: z.int().min(1).optional() });
const whichInQuery = z.coerce.number().int().min(1).optional();

/** The bot's processes: whether they are ready, what they are started with, their end, their start, their logs. */
export function botRoutes({ replicas }: LiveWorld): Routes {
  const byNumber = new Map(replicas.map((replica) => [String(replica.number), replica]));
  const chosen = (number: number | undefined): Replica[] =>
    number === undefined ? [...replicas] : [pick(byNumber, String(number), 'replica')];
  const one = (query: URLSearchParams) =>
    pick(byNumber, String(read(whichInQuery, query.get('replica') ?? undefined) ?? 1), 'replica').bot;
  const stateOf = ({ number, bot }: Replica) => ({ replica: number, status: bot.status, pid: bot.pid });
  const state = () => {
    const all = replicas.map(stateOf);
    const worst = all.find(({ status }) => status !== 'ready') ?? all[0];
    return { status: worst?.status, pid: all[0]?.pid ?? null, replicas: all };
  };
  const toEach = (act: (replica: Replica) => Promise<void>) => async (request: { body: unknown }) => {
    await Promise.all(chosen(read(which, request.body).replica).map(act));
    return { body: state() };
  };

  return {
    'GET /api/ready': async ({ query }) => {
      const number = read(whichInQuery, query.get('replica') ?? undefined);
      const answers = await Promise.all(chosen(number).map(({ bot }) => bot.ready()));
      const ready = answers.every(Boolean);
      return { status: ready ? 200 : 503, body: { ready, ...state() } };
    },
    'GET /api/bot': () => ({ body: state() }),
    'GET /api/bot/settings': ({ query }) => ({ body: one(query).settings }),
    'POST /api/bot/kill': toEach(({ bot }) => bot.kill()),
    'POST /api/bot/start': toEach(({ bot }) => bot.start()),
    'POST /api/bot/freeze': toEach(({ bot }) => bot.freeze()),
    'POST /api/bot/wake': toEach(({ bot }) => bot.wake()),
    'GET /api/bot/log': async ({ query }) => ({
      body: { lines: await one(query).log(read(tail, query.get('tail') ?? undefined)) },
    }),
  };
}
