import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded.ts';

/** Where the bots keep what they know: the data folder of one bot alone, or the connection string of what several share. */
export type Store = { folder: string } | { url: string };

/** Reads from the Postgres of the bots, over a connection of its own. */
export async function ask<Row extends pg.QueryResultRow>(
  store: Store,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { url } = 'url' in store ? store : await startEmbeddedPostgres({ folder: store.folder, watch: false });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(sql, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

/** True when nothing that was taken in waits to be handled and nothing that was said waits to be delivered. */
export async function isQuiet(store: Store): Promise<boolean> {
  const rows = await ask<{ waiting: string }>(
    store,
    `select (select count(*) from quarterdeck.inbox where done_at is null and given_up_at is null)
       + (select count(*) from quarterdeck.messages where wanted > delivered and wanted > given_up)
       + (select count(*) from quarterdeck.replies where delivered_at is null and given_up_at is null)
       + (select count(*) from quarterdeck.whispers where delivered_at is null and given_up_at is null) as waiting`,
  );
  return Number(rows[0]?.waiting) === 0;
}

/** What the audit log says of a deployment, in its order. */
export function auditOf(store: Store, id: string): Promise<{ action: string; details: Record<string, unknown> }[]> {
  return ask(store, 'select action, details from quarterdeck.audit where subject = $1 order by seq', [id]);
}

/** True when the workflow of a deployment has come to its end, with everything that belongs to it. */
export async function isOver(store: Store, id: string): Promise<boolean> {
  const rows = await ask<{ status: string }>(
    store,
    'select status from dbos.workflow_status where workflow_uuid = $1',
    [`deploy:${id}`],
  );
  return rows[0]?.status === 'SUCCESS';
}
