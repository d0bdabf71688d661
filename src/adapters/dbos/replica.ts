import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';
import type { Millis } from '../../model/time.ts';
import { createSilence, startBeating } from './silence.ts';
import type { Store } from './store.ts';

/** Together with the hash of a replica's name, the advisory lock that its process holds while it lives. */
const lockClass = 7_352;
/** Far more often than anybody may believe that this process stands still. */
const beatEvery: Millis = 500;

/** The name under which this process runs workflows, and those of other processes that may have died. */
export interface Replica {
  /**
   * Names of replicas that are dead. `recover` gets each while nobody else can take that name. One that lives and stands still
   * has its connections ended, and is dead at a later visit.
   */
  visitDead(recover: (name: string) => Promise<void>): Promise<void>;
  /** Gives the name back. */
  leave(): Promise<void>;
}

/**
 * Takes `name` for this process alone. A process that was killed lets go of it at once; while another one lives under it, this
 * waits for `patience` ms and then throws a `Fault`. `silence`: after how long without a sign of life another counts as dead, ms.
 */
export async function joinAs(
  name: string,
  store: Store,
  { patience, silence, onSilent }: { patience: Millis; silence: Millis; onSilent: (name: string) => void },
): Promise<Replica> {
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
  const enrol = (query: Store['query']) =>
    query('insert into quarterdeck.replicas (name) values ($1) on conflict (name) do update set started_at = now()', [
      name,
    ]);
  let member = true;
  let first = true;
  await session.onConnect(async (query) => {
    if (first) {
      // The lock is held already; asking again would count it twice.
      first = false;
      return;
    }
    if (!member) return;
    if (!(await tryLock(query, name))) throw new Error(`the replica name "${name}" is held by another process`);
    // Whoever took over meanwhile has struck it out; nobody would notice when it dies then.
    await enrol(query);
  });
  await enrol(store.query);
  const stopBeating = startBeating(store, beatEvery);
  const listening = createSilence(store, silence);

  return {
    async visitDead(recover) {
      const others = await store.query<{ name: string }>('select name from quarterdeck.replicas where name <> $1', [
        name,
      ]);
      for (const other of others) {
        if (!(await tryLock(session.query, other.name))) {
          if (await listening.listenTo(other.name, { classId: lockClass })) onSilent(other.name);
          continue;
        }
        listening.forget(other.name);
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
      stopBeating();
      // When the database is away the lock is gone anyway.
      await Promise.race([unlock(name).catch(() => {}), pause(1_000, undefined, { ref: false })]);
    },
  };
}
