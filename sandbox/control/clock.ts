import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Traffic, WorldClock } from '../contract.ts';
import { durationPattern, parseDuration } from '../duration.ts';
import type { LiveWorld } from '../live.ts';
import { Problem, type RawRoutes, type Routes, read } from './router.ts';

const move = z.union(
  [
    z.strictObject({ to: z.iso.datetime({ offset: true }) }),
    z.strictObject({ by: z.union([z.string().regex(durationPattern), z.int().min(0)]) }),
  ],
  'must be {"to": an ISO time with its zone} or {"by": a duration such as 10m, or milliseconds}',
);

/** What lies between happens before the answer: nobody wants to wait for a century of nightly runs. */
const longestMoveMs = 400 * 86_400_000;

/** A waiting reader is answered after this long at the latest, in real time, so that no proxy gives up on it. */
const longestWaitMs = 25_000;

const reading = (clock: WorldClock) => ({ now: clock.now(), speed: clock.speed, revision: clock.revision });

/** Answers of the clock wait this long, in real time, until the bot was told what happened on the way. */
const patienceMs = 5_000;

export function clockRoutes({ clock, github }: Pick<LiveWorld, 'clock' | 'github'>): Routes {
  return {
    'GET /api/clock': () => ({ body: reading(clock) }),
    'POST /api/clock': async ({ body }) => {
      const asked = read(move, body);
      const now = clock.now();
      const to = 'to' in asked ? Date.parse(asked.to) : now + milliseconds(asked.by);
      // What happened has happened: messages, runs and the bot's own records are of the time before.
      if (to < now) throw refusal('backwards', `The clock only goes forward; it is ${iso(now)} there.`);
      if (to - now > longestMoveMs) throw refusal('too_far', 'The clock goes forward by 400 days at most.');
      clock.set(to);
      await within(github.told(), patienceMs);
      return { body: reading(clock) };
    },
  };
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, pause(ms, undefined, { signal: over.signal }).catch(() => {})]);
  over.abort();
}

const milliseconds = (by: string | number) => (typeof by === 'number' ? by : parseDuration(by));
const iso = (instant: number) => new Date(instant).toISOString();
const refusal = (error: string, message: string) => new Problem(422, message, { error });

/**
 * `GET /clock` for the bot: `{now, speed, revision}`, where `now` is in ms since the epoch. With `?after=<revision>` the
 * answer waits until the clock has been set by hand since that revision.
 */
export function clockForBot(clock: WorldClock, traffic: Traffic): RawRoutes {
  return {
    'GET /clock': (_request, response, url) => {
      const answer = () => {
        response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(JSON.stringify(reading(clock)));
        traffic.record({ world: 'clock', direction: 'from-bot', method: 'GET', path: '/clock', status: 200 });
      };
      const after = url.searchParams.get('after');
      if (after === null || Number(after) !== clock.revision) return answer();
      const end = () => {
        stopListening();
        clearTimeout(timeout);
      };
      const finish = () => {
        end();
        answer();
      };
      const stopListening = clock.onSet(finish);
      const timeout = setTimeout(finish, longestWaitMs);
      response.once('close', end);
    },
  };
}
