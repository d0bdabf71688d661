import type { Lock } from '../../model/lock.ts';
import type { Locks } from '../../ports/locks.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

const inForceAt = (now: string) => `released_at is null and (until is null or until > ${now})`;

/** Locks. That only one is in force for a scope is a unique index, whoever asks at the same moment. */
export function createLocks(database: Database): Locks {
  return {
    take: (lock, now) =>
      database.transaction(async (query) => {
        const { id, environment, service, since, until } = lock;
        await query(
          `update quarterdeck.locks set released_at = until
           where environment = $1 and service is not distinct from $2 and released_at is null and until <= $3`,
          [environment, service, now],
        );
        const added = await query(
          `insert into quarterdeck.locks (id, environment, service, since, until, document)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id`,
          [id, environment, service, since, until, toJson(lock)],
        );
        if (added.length > 0) return { taken: true };
        const [held] = await query<{ document: Lock }>(
          `select document from quarterdeck.locks
           where environment = $1 and service is not distinct from $2 and released_at is null`,
          [environment, service],
        );
        // Neither added nor held: this very lock was taken before and has been released since.
        return !held || held.document.id === id ? { taken: true } : { taken: false, held: held.document };
      }),
    async get(id) {
      const [row] = await database.query<{ document: Lock }>('select document from quarterdeck.locks where id = $1', [
        cleanText(id),
      ]);
      return row?.document ?? null;
    },
    async release(id, now, request) {
      const released = await database.query(
        `update quarterdeck.locks set released_at = $2, released_by = $3 where id = $1 and ${inForceAt('$2')} returning id`,
        [cleanText(id), now, cleanText(request)],
      );
      return released.length > 0;
    },
    async releasedBy(request) {
      const [row] = await database.query<{ document: Lock }>(
        'select document from quarterdeck.locks where released_by = $1',
        [cleanText(request)],
      );
      return row?.document ?? null;
    },
    async inForce(now, scope) {
      const rows = await database.query<{ document: Lock }>(
        `select document from quarterdeck.locks
         where ${inForceAt('$1')} and ($2::text is null or environment = $2)
           and ($3::text[] is null or service is null or service = any($3))
         order by since, id`,
        [now, scope?.environment ?? null, scope?.services ?? null],
      );
      return rows.map(({ document }) => document);
    },
  };
}
