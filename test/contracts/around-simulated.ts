import { createClock } from '../../sandbox/clock.ts';
import { createIds } from '../../sandbox/ids.ts';
import { createTraffic } from '../../sandbox/traffic.ts';

/** What each simulation around a deploy is made of; its clock stands still unless moved. */
export function createParts() {
  const clock = createClock({ start: Date.parse('2026-01-20T15:00:00Z'), speed: 0 });
  return { clock, ids: createIds('around'), traffic: createTraffic() };
}

/** How the adapters send, in real time. */
export function createRoad(timeout = 5_000) {
  return { timeout, stopping: new AbortController().signal, now: Date.now, onCall: () => {} };
}
