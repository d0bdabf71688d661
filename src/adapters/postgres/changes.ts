import type { ChangeRequest } from '../../model/change-request.ts';
import type { Changes } from '../../ports/changes.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

/** Change requests as documents, with what is searched for beside them. */
export function createChanges(database: Database): Changes {
  const documents = async (sql: string, values: unknown[]) =>
    (await database.query<{ document: ChangeRequest }>(sql, values)).map(({ document }) => document);
  return {
    async save(change) {
      const { id, environment, plannedFor, closedAt } = change;
      await database.query(
        `insert into quarterdeck.changes (id, environment, planned_for, closed_at, document) values ($1, $2, $3, $4, $5)
         on conflict (id) do update set environment = excluded.environment, planned_for = excluded.planned_for,
           closed_at = excluded.closed_at, document = excluded.document`,
        [cleanText(id), cleanText(environment), plannedFor, closedAt, toJson(change)],
      );
    },
    async get(id) {
      const [found] = await documents('select document from quarterdeck.changes where id = $1', [cleanText(id)]);
      return found ?? null;
    },
    list: ({ open, environment, limit }) =>
      documents(
        `select document from quarterdeck.changes
         where closed_at is ${open ? 'null' : 'not null'} and ($1::text is null or environment = $1)
         order by closed_at desc, planned_for, id limit $2`,
        [environment ?? null, limit],
      ),
  };
}
