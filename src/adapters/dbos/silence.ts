import { setTimeout as pause } from 'node:timers/promises';
import type { Millis } from '../../model/time.ts';
import type { Store } from './store.ts';

/**
 * A process that stands still, or whose machine is gone without a word, keeps its connections and so its locks, as long as
 * Postgres knows. What betrays it is that the connection which holds the lock is not used: a living one beats on it.
 */
export interface Silence {
  /** To be called at each look, when `lock` is held by another. Ends its connections when nothing was heard for too long. */
  listenTo(name: string, lock: { classId: number }): Promise<boolean>;
  /** Forgets what it heard. */
  forget(name: string): void;
}

/** Whoever stood still itself must not believe after one look that everybody else did. */
const looksAtLeast = 5;

/** `limit`: how long nothing may be heard of a replica, ms of real time. */
export function createSilence({ session }: Store, limit: Millis): Silence {
  const heard = new Map<string, { last: string; since: number; looks: number }>();

  return {
    async listenTo(name, { classId }) {
      // One that is at a statement waits for Postgres. Of connections of other roles nothing is told.
      const [holder] = await session.query<{ pid: number; last: string }>(
        `select pid, pid || ' ' || state_change as last from pg_locks join pg_stat_activity using (pid)
         where locktype = 'advisory' and granted and objsubid = 2 and classid = $1
           and objid::bigint = hashtext($2)::bigint & 4294967295 and pg_locks.database = datid
           and datname = current_database() and state <> 'active' and state_change is not null`,
        [classId, name],
      );
      const before = heard.get(name);
      if (!holder || before?.last !== holder.last) {
        heard.delete(name);
        if (holder) heard.set(name, { last: holder.last, since: performance.now(), looks: 1 });
        return false;
      }
      before.looks++;
      if (performance.now() - before.since < limit || before.looks < looksAtLeast) return false;
      heard.delete(name);
      // All of that process: a transaction that it stopped in may hold what others wait for. An earlier release has one name for all
      // processes; of that only the one connection.
      await session.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where pid = $1 or (application_name like 'quarterdeck process %' and datname = current_database()
           and application_name = (select application_name from pg_stat_activity where pid = $1))`,
        [holder.pid],
      );
      return true;
    },
    forget: (name) => void heard.delete(name),
  };
}

/** Uses the session now and then, so that others hear that this process lives. Returns how to end that. */
export function startBeating({ session }: Store, every: Millis): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  void (async () => {
    while (!signal.aborted) {
      // While the connection is away there is nothing to be heard on.
      await session.query('select').catch(() => {});
      await pause(every, undefined, { signal, ref: false }).catch(() => {});
    }
  })();
  return () => stop.abort();
}
