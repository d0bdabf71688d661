import type { LockScope, LockWaiter, WaitEnd } from '../../src/model/lock.ts';
import { sameScope } from '../../src/model/lock.ts';
import type { LockQueue } from '../../src/ports/lock-queue.ts';

export function createFakeLockQueue(): LockQueue {
  const rows: { waiter: LockWaiter; ended: WaitEnd | null }[] = [];
  const active = (scope?: LockScope) =>
    rows.filter(({ waiter, ended }) => ended === null && (!scope || sameScope(waiter, scope)));
  const byId = (id: string) => rows.find(({ waiter }) => waiter.id === id);
  return {
    async join(waiter) {
      const known =
        byId(waiter.id) ?? active(waiter).find((other) => other.waiter.person.slackId === waiter.person.slackId);
      if (known) return structuredClone(known);
      const row = { waiter: { ...structuredClone(waiter), turnUntil: null }, ended: null };
      rows.push(row);
      return structuredClone(row);
    },
    get: async (id) => structuredClone(byId(id) ?? null),
    waiting: async (scope) => structuredClone(active(scope).map(({ waiter }) => waiter)),
    async setTurn(id, until) {
      const row = byId(id);
      if (!row || row.ended !== null) return false;
      const other = active(row.waiter).some(({ waiter }) => waiter.id !== id && waiter.turnUntil !== null);
      if (until !== null && other) return false;
      row.waiter.turnUntil = until;
      return true;
    },
    async end(id, how) {
      const row = byId(id);
      if (!row || row.ended !== null) return false;
      row.ended = how;
      return true;
    },
  };
}
