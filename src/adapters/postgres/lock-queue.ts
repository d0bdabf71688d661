import type { LockWaiter, WaitEnd } from '../../model/lock.ts';
import type { LockQueue } from '../../ports/lock-queue.ts';
import type { Database, Query } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

interface Row {
  document: Omit<LockWaiter, 'turnUntil'>;
  turn_until: string | null;
  ended: WaitEnd | null;
}

const columns = 'document, turn_until, ended';
const uniqueViolation = '23505';

/** The lines of those who wait for locks. One place for a person, and one turn for a line, are unique indexes. */
export function createLockQueue(database: Database): LockQueue {
  const byId = async (query: Query, id: string) => {
    const [row] = await query<Row>(`select ${columns} from quarterdeck.lock_waiters where id = $1`, [cleanText(id)]);
    return row ? found(row) : null;
  };

  return {
    join: ({ turnUntil: _, ...waiter }) =>
      database.transaction(async (query) => {
        const { id, environment, service, person } = waiter;
        await query(
          `insert into quarterdeck.lock_waiters (id, environment, service, person, document) values ($1, $2, $3, $4, $5)
           on conflict do nothing`,
          [cleanText(id), environment, service, person.slackId, toJson(waiter)],
        );
        const own = await byId(query, id);
        if (own) return own;
        const [row] = await query<Row>(
          `select ${columns} from quarterdeck.lock_waiters
           where environment = $1 and service is not distinct from $2 and person = $3 and ended is null`,
          [environment, service, person.slackId],
        );
        // Their other waiting ended in this very moment; who asks again joins.
        return row ? found(row) : { waiter: { ...waiter, turnUntil: null }, ended: 'left' };
      }),
    get: (id) => byId(database.query, id),
    async waiting(scope) {
      const rows = await database.query<Row>(
        `select ${columns} from quarterdeck.lock_waiters
         where ended is null and ($1::text is null or (environment = $1 and service is not distinct from $2))
         order by place`,
        [scope?.environment ?? null, scope?.service ?? null],
      );
      return rows.map((row) => found(row).waiter);
    },
    async setTurn(id, until) {
      try {
        const given = await database.query(
          'update quarterdeck.lock_waiters set turn_until = $2 where id = $1 and ended is null returning id',
          [cleanText(id), until],
        );
        return given.length > 0;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === uniqueViolation) return false;
        throw error;
      }
    },
    async end(id, how) {
      const ended = await database.query(
        'update quarterdeck.lock_waiters set ended = $2 where id = $1 and ended is null returning id',
        [cleanText(id), how],
      );
      return ended.length > 0;
    },
  };
}

function found({ document, turn_until: until, ended }: Row): { waiter: LockWaiter; ended: WaitEnd | null } {
  return { waiter: { ...document, turnUntil: until === null ? null : Number(until) }, ended };
}
