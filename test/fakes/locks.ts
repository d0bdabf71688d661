import type { Lock } from '../../src/model/lock.ts';
import { sameScope, stopsTheLine } from '../../src/model/lock.ts';
import type { PersonRef } from '../../src/model/person.ts';
import type { Instant } from '../../src/model/time.ts';
import type { LockChanged, Locks } from '../../src/ports/locks.ts';

interface Row {
  lock: Lock;
  /** The request and the person that released it. */
  released: { at: Instant; request: string; by: PersonRef | null } | null;
  endTold: boolean;
}

export function createFakeLocks(): Locks {
  const locks = new Map<string, Row>();
  const changes = new Map<string, LockChanged>();
  const inForce = (now: Instant) =>
    [...locks.values()]
      .filter(({ lock, released }) => !released && (lock.until === null || lock.until > now))
      .map(({ lock }) => lock);
  const has = (id: string, now: Instant) => inForce(now).some((lock) => lock.id === id);
  return {
    async take(lock, now) {
      const held = inForce(now).find((other) => sameScope(other, lock));
      if (held && held.id !== lock.id) return { taken: false, held: structuredClone(held) };
      if (!locks.has(lock.id)) locks.set(lock.id, { lock: structuredClone(lock), released: null, endTold: false });
      return { taken: true };
    },
    get: async (id) => structuredClone(locks.get(id)?.lock ?? null),
    async account(id, now) {
      const row = locks.get(id);
      if (!row) return null;
      const { lock, released } = structuredClone(row);
      if (has(id, now)) return { lock, over: null };
      return { lock, over: { at: released?.at ?? lock.until ?? now, by: released?.by ?? null, ranOut: !released } };
    },
    async release(id, now, request, by) {
      const row = locks.get(id);
      if (!row || !has(id, now)) return false;
      row.released = { at: now, request, by: by ?? null };
      return true;
    },
    releasedBy: async (request) =>
      structuredClone([...locks.values()].find(({ released }) => released?.request === request)?.lock ?? null),
    async change(id, now, request, to) {
      const before = changes.get(request);
      if (before) return structuredClone(before);
      const row = locks.get(id);
      const became = row && has(id, now) ? to(structuredClone(row.lock)) : null;
      if (!row || !became) return null;
      const changed = structuredClone({ was: row.lock, became });
      changes.set(request, changed);
      row.lock = structuredClone(became);
      return structuredClone(changed);
    },
    changedBy: async (request) => structuredClone(changes.get(request) ?? null),
    async inForce(now, scope) {
      const found = inForce(now).filter(
        (lock) =>
          !scope ||
          stopsTheLine(lock) ||
          (lock.environment === scope.environment &&
            (!scope.services || lock.service === null || scope.services.includes(lock.service))),
      );
      return structuredClone(found.toSorted((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1)));
    },
    async ranOut(now) {
      const over = [...locks.values()].filter(
        ({ lock, released, endTold }) => !released && !endTold && lock.until !== null && lock.until <= now,
      );
      return structuredClone(over.map(({ lock }) => lock)).sort((a, b) => (a.until ?? 0) - (b.until ?? 0));
    },
    async endTold(id) {
      const row = locks.get(id);
      if (row) row.endTold = true;
    },
  };
}
