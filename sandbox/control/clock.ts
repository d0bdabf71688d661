import { z } from 'zod';
import type { Traffic, WorldClock } from '../contract.ts';
import { durationPattern, parseDuration } from '../duration.ts';
import { type RawRoutes, type Routes, read } from './router.ts';

const move = z.union([
  z.strictObject({ set: z.iso.datetime({ offset: true }) }),
  z.strictObject({ advance: z.string().regex(durationPattern, 'must be a duration such as 10m') }),
]);

/** A waiting reader is answered after this long at the latest, in real time, so that no proxy gives up on it. */
const longestWaitMs = 25_000;

const reading = (clock: WorldClock) => ({ now: clock.now(), speed: clock.speed, revision: clock.revision });

export function clockRoutes(clock: WorldClock): Routes {
  return {
    'GET /api/clock': () => ({ body: reading(clock) }),
    'POST /api/clock': ({ body }) => {
      const to = read(move, body);
      clock.set('set' in to ? Date.parse(to.set) : clock.now() + parseDuration(to.advance));
      return { body: reading(clock) };
    },
  };
}

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
