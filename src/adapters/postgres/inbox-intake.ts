import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Arrival } from '../../ports/inbox.ts';
import { cleanText } from './encoding.ts';
import { createBundler } from './inbox-bodies.ts';
import { outlast } from './outage.ts';

type Outcome = 'new' | 'duplicate';

interface Waiting {
  arrival: Arrival;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

/** Rows of one insert at most, and bytes of their bodies; a body that is larger goes alone. */
const largestBatch = 64;
const largestBundle = 1_048_576;

/** So many senders at once are a rush, and it is over when there were fewer for so long (ms). */
const rush = 8;
const rushOver = 50;

export interface Intake {
  accept(arrival: Arrival): Promise<Outcome>;
  /** Resolves when there is no rush, after `longest` ms at the latest. */
  calm(longest: number): Promise<void>;
}

/**
 * Storing, with natural batching: when no insert is under way the row goes at once; what arrives meanwhile shares the next
 * one. `onNew` is called after a commit; all processes are notified of it, with the name of the `teller`.
 */
export function createIntake(options: { pool: pg.Pool; patience: number; teller: string; onNew: () => void }): Intake {
  const { pool, patience, teller, onNew } = options;
  const waiting: Waiting[] = [];
  const bundle = createBundler(largestBundle);
  let flushing = false;
  let unanswered = 0;
  let rushedAt = Number.NEGATIVE_INFINITY;

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, fitting(waiting));
      try {
        const arrivals = batch.map(({ arrival }) => arrival);
        const statement = insertion(arrivals, bundle(arrivals.map(({ body }) => body)), teller);
        const { rows } = await outlast(patience, () => pool.query<Named>(statement));
        const added = new Set(rows.map(nameOf));
        for (const { arrival, resolve } of batch) resolve(added.delete(nameOf(arrival)) ? 'new' : 'duplicate');
        onNew();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      unanswered -= batch.length;
    }
    flushing = false;
  }

  return {
    accept: (arrival) =>
      new Promise((resolve, reject) => {
        waiting.push({ arrival: { ...arrival, key: cleanText(arrival.key) }, resolve, reject });
        if (++unanswered > rush) rushedAt = performance.now();
        if (flushing) return;
        flushing = true;
        // Those that are read in this turn of the event loop go together: a sixth less CPU at 50 senders.
        setImmediate(flush);
      }),
    async calm(longest) {
      const deadline = performance.now() + longest;
      for (;;) {
        const now = performance.now();
        const left = Math.min(rushedAt + rushOver, deadline) - now;
        if (left <= 0) return;
        await pause(left);
      }
    },
  };
}

/** How many of those that wait go into one insert. */
function fitting(waiting: readonly Waiting[]): number {
  let bytes = 0;
  const over = waiting.findIndex(({ arrival }, i) => {
    bytes += arrival.body.length;
    return i > 0 && (i === largestBatch || bytes > largestBundle);
  });
  return over === -1 ? waiting.length : over;
}

/** Stores them and the bundle of their bodies; gives the names of those that were not there before. May be sent again. */
function insertion(arrivals: readonly Arrival[], bundle: Buffer, teller: string): pg.QueryConfig {
  let end = 0;
  const rows = arrivals.map(({ source, kind, key, body }) => {
    const start = end;
    end += body.length;
    return { source, kind, key, start, length: body.length };
  });
  return {
    // Prepared once per connection, whatever the number of rows.
    name: 'inbox-add',
    text: `with added as (
        insert into quarterdeck.inbox (source, kind, key, bundle, body_start, body_length)
        select source, kind, key, $1::uuid, start, length
        from json_to_recordset($2::json) as arrival (source text, kind text, key text, start integer, length integer)
        on conflict (source, key) do nothing returning source, key
      ), kept as (
        insert into quarterdeck.inbox_bundles (id, bodies) select $1::uuid, $3::bytea where exists (select from added)
      ), told as (select pg_notify('quarterdeck_inbox', $4) where exists (select from added))
      select source, key, (select count(*) from told) from added`,
    values: [randomUUID(), JSON.stringify(rows), bundle, teller],
  };
}

interface Named {
  source: string;
  key: string;
}

function nameOf({ source, key }: Named): string {
  return `${source}\n${key}`;
}
