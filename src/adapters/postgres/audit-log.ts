import type { SealedEntry } from '../../model/audit-chain.ts';
import type { AuditLog, Checkpoint } from '../../ports/audit-log.ts';
import { searchAudit } from './audit-search.ts';
import type { Database } from './database.ts';

/**
 * Every column of an entry in the words that are hashed. They are put together in `model/audit-chain.ts` and not by the function
 * that the database has for it: whoever can forge entries can forge that too.
 */
const sealed = `seq::text as number, previous_hash as previous,
  to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded,
  key, at::text as at, actor::text as actor, action, subject, details::text as details, hash`;

const checkpoints = `select number::float8 as number, hash, at::float8 as at from quarterdeck.audit_checkpoints order by number`;
/** The lock of whoever makes one; any constant that nothing else takes. */
const checkpointing = 7_351_209;

/** The chain of the audit log, read. */
export function createAuditLog(database: Database): AuditLog {
  return {
    sealed: (after, limit) =>
      database.query<SealedEntry>(`select ${sealed} from quarterdeck.audit where seq > $1 order by seq limit $2`, [
        after,
        limit,
      ]),
    async head() {
      const [head] = await database.query<{ number: number; hash: string }>(
        'select number::float8 as number, hash from quarterdeck.audit_head',
      );
      if (!head) throw new Error('the head of the audit log is gone');
      return head;
    },
    checkpoint: (now, every) =>
      database.transaction(async (query) => {
        await query('select pg_advisory_xact_lock($1)', [checkpointing]);
        await query(
          `insert into quarterdeck.audit_checkpoints (number, hash, at)
           select number, hash, $1::bigint from quarterdeck.audit_head
           where number > (select coalesce(max(number), 0) from quarterdeck.audit_checkpoints)
             and not exists (select from quarterdeck.audit_checkpoints where at > $1::bigint - $2::bigint)`,
          [now, every],
        );
        const [newest] = await query<Checkpoint>(`${checkpoints} desc limit 1`);
        return newest ?? null;
      }),
    checkpoints: () => database.query<Checkpoint>(checkpoints),
    search: (search, place, limit) => searchAudit(database, search, place, limit),
  };
}
