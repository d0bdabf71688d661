import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';
import type { Store } from './store.ts';

/** Together with the hash of a replica's name, the advisory lock that its process holds while it lives. */
const lockClass = 7_352;

/** The name under which this process runs workflows, and those of other processes that may have died. */
export interface Replica {
  /** Names of replicas that are dead. `recover` gets each while nobody else can take that name. */
  visitDead(recover: (name: string) => Promise<void>): Promise<void>;
  /** Gives the name back. */
  leave(): Promise<void>;
}

/**
 * Takes `name` for this process alone. A process that was killed lets go of it at once; while another one lives under it, this
 * waits for `patience` ms and then throws a `Fault`.
 */
export async function joinAs(name: string, store: Store, patience: number): Promise<Replica> {
  const { session } = store;
  const tryLock = async (query: Store['query'], whose: string) => {
    const [row] = await query<{ locked: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as locked', [
      lockClass,
      whose,
    ]);
    return row?.locked ?? false;
  };
  const unlock = (whose: string) => session.query('select pg_advisory_unlock($1, hashtext($2))', [lockClass, whose]);

  const deadline = performance.now() + patience;
  while (!(await tryLock(session.query, name))) {
    if (performance.now() > deadline) {
      throw new Fault(
        'rejected',
        `Another process already runs as the replica "${name}" on this database. Stop it, or give this one another QUARTERDECK_REPLICA.`,
      );
    }
    await pause(100);
  }
  let member = true;
  let first = true;
  await session.onConnect(async (query) => {
    if (first) {
      // The lock is held already; asking again would count it twice.
      first = false;
      return;
    }
    if (member && !(await tryLock(query, name)))
      throw new Error(`the replica name "${name}" is held by another process`);
  });
  await store.query(
    'insert into quarterdeck.replicas (name) values ($1) on conflict (name) do update set started_at = now()',
    [name],
  );

  return {
    async visitDead(recover) {
      const others = await store.query<{ name: string }>('select name from quarterdeck.replicas where name <> $1', [
        name,
      ]);
      for (const other of others) {
        if (!(await tryLock(session.query, other.name))) continue;
        try {
          await recover(other.name);
          await store.query('delete from quarterdeck.replicas where name = $1', [other.name]);
        } finally {
          await unlock(other.name);
        }
      }
    },
    async leave() {
      member = false;
      // When the database is away the lock is gone anyway.
      await Promise.race([unlock(name).catch(() => {}), pause(1_000, undefined, { ref: false })]);
    },
  };
}
