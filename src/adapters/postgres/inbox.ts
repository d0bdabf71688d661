import { randomUUID } from 'node:crypto';
import type { Inbox, Taken } from '../../ports/inbox.ts';
import type { Database } from './database.ts';
import { cleanText } from './encoding.ts';
import { type Place, readBodies } from './inbox-bodies.ts';
import { createIntake } from './inbox-intake.ts';

export const inboxChannel = 'quarterdeck_inbox';

/** After how many failed tries an arrival is given up. */
const lastTry = 10;

/** How long an arrival rests after its `tries`-th failure, ms: 1 s, 2 s, 4 s… at most 5 minutes. */
export function restAfter(tries: number): number {
  return Math.min(1_000 * 2 ** (tries - 1), 300_000);
}

export interface InboxOptions {
  database: Database;
  /** How often listeners are called without news, for rows that are due again and for lost notifications; ms. */
  pollEvery?: number;
  rest?: (tries: number) => number;
  /** How long `accept` waits for a database that is away, ms; less than what a sender waits for us. */
  patience?: number;
}

type Row = Omit<Taken, 'body'> & Place;

/** Arrivals in Postgres. A row that is being handled is held by a transaction, so a process that dies lets go of it. */
export function createInbox(options: InboxOptions): Inbox {
  const { database, pollEvery = 1_000, rest = restAfter, patience = 2_000 } = options;
  const listeners = new Set<() => void>();
  /** This process: it is told of what it stored itself before Postgres could notify it. */
  const teller = randomUUID();
  const onNew = () => {
    for (const listener of listeners) listener();
  };
  const intake = createIntake({ pool: database.pool, patience, teller, onNew });

  return {
    accept: intake.accept,
    calm: intake.calm,
    async take(limit, handle) {
      const client = await database.pool.connect();
      let broken = false;
      try {
        await client.query('begin');
        const { rows } = await client.query<Row>(
          // By the number: a bare `id` would mean the text that is selected, and sort everything that waits, `10` before `9`.
          `select id::text, source, kind, key, tries, bundle, body_start, body_length,
             (extract(epoch from clock_timestamp() - arrived_at) * 1000)::float8 as age
           from quarterdeck.inbox
           where done_at is null and given_up_at is null and due_at <= now()
           order by inbox.id limit $1 for update skip locked`,
          [limit],
        );
        if (rows.length === 0) {
          await client.query('commit');
          return 0;
        }
        const bodyOf = await readBodies(client, rows);
        const outcomes = await Promise.all(
          rows.map(async (row) => {
            const { bundle, body_start, body_length, ...taken } = row;
            return { row, error: await attempt(() => handle({ ...taken, body: bodyOf(row) })) };
          }),
        );
        const done = outcomes.filter(({ error }) => error === null).map(({ row }) => row.id);
        await client.query('update quarterdeck.inbox set done_at = now(), error = null where id = any($1::bigint[])', [
          done,
        ]);
        for (const { row, error } of outcomes) {
          if (error === null) continue;
          const tries = row.tries + 1;
          await client.query(
            `update quarterdeck.inbox set tries = $2::integer, error = $3, due_at = now() + make_interval(secs => $4),
               given_up_at = case when $2::integer >= $5::integer then now() end where id = $1`,
            [row.id, tries, error, rest(tries) / 1_000, lastTry],
          );
        }
        await client.query('commit');
        return rows.length;
      } catch (error) {
        broken = true;
        throw error;
      } finally {
        client.release(broken);
      }
    },
    onArrival(listener) {
      listeners.add(listener);
      const stop = database.session.listen(inboxChannel, (by) => by !== teller && listener());
      const timer = setInterval(listener, pollEvery);
      return () => {
        listeners.delete(listener);
        stop();
        clearInterval(timer);
      };
    },
    abandoned: (limit) =>
      database.query(
        `select id::text, source, kind, coalesce(error, '') as error from quarterdeck.inbox
         where given_up_at is not null order by given_up_at desc limit $1`,
        [limit],
      ),
  };
}

/** The error as text; null when it was handled. */
async function attempt(handle: () => Promise<void>): Promise<string | null> {
  try {
    await handle();
    return null;
  } catch (error) {
    return cleanText(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 2_000);
  }
}
