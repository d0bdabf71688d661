import type { Delegation } from '../../model/delegation.ts';
import type { Delegations } from '../../ports/delegations.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

interface Row {
  document: Delegation;
}

/** Delegations. They end by the clock: nothing has to happen at that time. */
export function createDelegations(database: Database): Delegations {
  const documents = (rows: Row[]) => rows.map(({ document }) => document);
  const order = 'order by since, id';
  return {
    give: (delegation) =>
      database.transaction(async (query) => {
        const { id, from, to, since, until } = delegation;
        const added = await query(
          `insert into quarterdeck.delegations (id, from_id, to_id, since, until, document)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id`,
          [cleanText(id), from.slackId, to.slackId, since, until, toJson(delegation)],
        );
        if (added.length === 0) return;
        await query(
          `update quarterdeck.delegations set ended_by = $1
           where from_id = $2 and to_id = $3 and id <> $1 and ended_by is null`,
          [cleanText(id), from.slackId, to.slackId],
        );
      }),
    inForce: async (now) =>
      documents(
        await database.query<Row>(
          `select document from quarterdeck.delegations where ended_by is null and until > $1 ${order}`,
          [now],
        ),
      ),
    to: async (slackId, now) =>
      documents(
        await database.query<Row>(
          `select document from quarterdeck.delegations
           where to_id = $1 and ended_by is null and until > $2 ${order}`,
          [cleanText(slackId), now],
        ),
      ),
    async end(request, from, to, now) {
      await database.query(
        `update quarterdeck.delegations set ended_by = $1
         where from_id = $2 and ($3::text is null or to_id = $3) and ended_by is null and until > $4`,
        [cleanText(request), cleanText(from), to === null ? null : cleanText(to), now],
      );
      return documents(
        await database.query<Row>(`select document from quarterdeck.delegations where ended_by = $1 ${order}`, [
          cleanText(request),
        ]),
      );
    },
  };
}
