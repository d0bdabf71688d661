import type { Lock } from '../../src/model/lock.ts';
import type { Instant } from '../../src/model/time.ts';
import type { Locks } from '../../src/ports/locks.ts';

export function createFakeLocks(): Locks {
  const locks = new Map<string, { lock: Lock; released: boolean; by: string | null }>();
  const inForce = (now: Instant) =>
    [...locks.values()]
      .filter(({ lock, released }) => !released && (lock.until === null || lock.until > now))
      .map(({ lock }) => lock);
  return {
    async take(lock, now) {
      const held = inForce(now).find(
        (other) => other.environment === lock.environment && other.service === lock.service,
      );
      if (held && held.id !== lock.id) return { taken: false, held: structuredClone(held) };
      if (!locks.has(lock.id)) locks.set(lock.id, { lock: structuredClone(lock), released: false, by: null });
      return { taken: true };
    },
    get: async (id) => structuredClone(locks.get(id)?.lock ?? null),
    async release(id, now, request) {
      const found = inForce(now).some((lock) => lock.id === id);
      const entry = locks.get(id);
      if (found && entry) Object.assign(entry, { released: true, by: request });
      return found;
    },
    releasedBy: async (request) => structuredClone([...locks.values()].find(({ by }) => by === request)?.lock ?? null),
    async inForce(now, scope) {
      const found = inForce(now).filter(
        ({ environment, service }) =>
          !scope ||
          (environment === scope.environment &&
            (!scope.services || service === null || scope.services.includes(service))),
      );
      return structuredClone(found.toSorted((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1)));
    },
  };
}
