import type { Lock } from '../../model/lock.ts';
import { everywhere } from '../../model/lock.ts';
import type { PersonRef } from '../../model/person.ts';
import type { LockChanged, Locks } from '../../ports/locks.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

const inForceAt = (now: string) => `released_at is null and (until is null or until > ${now})`;

interface Ended {
  document: Lock;
  until: string | null;
  released_at: string | null;
  released_by: string | null;
  released_person: PersonRef | null;
}

/** Locks. That only one is in force for a scope is a unique index, whoever asks at the same moment. */
export function createLocks(database: Database): Locks {
  const changed = async (request: string): Promise<LockChanged | null> => {
    const [row] = await database.query<LockChanged>(
      'select was, became from quarterdeck.lock_changes where request = $1',
      [cleanText(request)],
    );
    return row ?? null;
  };

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
    async account(id, now) {
      const [row] = await database.query<Ended>(
        'select document, until, released_at, released_by, released_person from quarterdeck.locks where id = $1',
        [cleanText(id)],
      );
      if (!row) return null;
      const until = row.until === null ? null : Number(row.until);
      if (row.released_at === null && (until === null || until > now)) return { lock: row.document, over: null };
      const at = row.released_at === null ? (until ?? now) : Number(row.released_at);
      return { lock: row.document, over: { at, by: row.released_person, ranOut: row.released_by === null } };
    },
    async release(id, now, request, by) {
      const released = await database.query(
        `update quarterdeck.locks set released_at = $2, released_by = $3, released_person = $4
         where id = $1 and ${inForceAt('$2')} returning id`,
        [cleanText(id), now, cleanText(request), by === undefined ? null : toJson(by)],
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
    change: (id, now, request, to) =>
      database.transaction(async (query) => {
        const [held] = await query<{ document: Lock; free: boolean }>(
          `select document, not (${inForceAt('$2')}) as free from quarterdeck.locks where id = $1 for update`,
          [cleanText(id), now],
        );
        const [before] = await query<LockChanged>(
          'select was, became from quarterdeck.lock_changes where request = $1',
          [cleanText(request)],
        );
        if (before) return before;
        const became = held && !held.free ? to(held.document) : null;
        if (!held || !became) return null;
        await query('update quarterdeck.locks set document = $2, since = $3, until = $4 where id = $1', [
          cleanText(id),
          toJson(became),
          became.since,
          became.until,
        ]);
        await query('insert into quarterdeck.lock_changes (request, lock_id, was, became) values ($1, $2, $3, $4)', [
          cleanText(request),
          cleanText(id),
          toJson(held.document),
          toJson(became),
        ]);
        return { was: held.document, became };
      }),
    changedBy: changed,
    async inForce(now, scope) {
      const rows = await database.query<{ document: Lock }>(
        `select document from quarterdeck.locks
         where ${inForceAt('$1')} and ($2::text is null or environment = $2 or environment = '${everywhere}')
           and ($3::text[] is null or service is null or service = any($3))
         order by since, id`,
        [now, scope?.environment ?? null, scope?.services ?? null],
      );
      return rows.map(({ document }) => document);
    },
    async ranOut(now) {
      const rows = await database.query<{ document: Lock }>(
        `select document from quarterdeck.locks
         where until <= $1 and not end_told and released_by is null order by until, id`,
        [now],
      );
      return rows.map(({ document }) => document);
    },
    async endTold(id) {
      await database.query('update quarterdeck.locks set end_told = true where id = $1', [cleanText(id)]);
    },
  };
}
