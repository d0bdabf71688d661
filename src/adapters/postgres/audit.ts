import type { AuditEntry } from '../../model/audit-entry.ts';
import type { Audit } from '../../ports/audit.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

/** The audit log: rows that the database itself refuses to change. */
export function createAudit(database: Database): Audit {
  return {
    async record({ key, at, actor, action, subject, details }) {
      await database.query(
        `insert into quarterdeck.audit (key, at, actor, action, subject, details)
         values ($1, $2, $3, $4, $5, $6) on conflict (key) do nothing`,
        [cleanText(key), at, toJson(actor), action, cleanText(subject), toJson(details)],
      );
    },
    about: (subject, limit) =>
      database.query<AuditEntry>(
        `select key, at::float8 as at, actor, action, subject, details from quarterdeck.audit
         where subject = $1 order by seq desc limit $2`,
        [cleanText(subject), limit],
      ),
  };
}
