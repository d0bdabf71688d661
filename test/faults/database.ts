import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded.ts';

/** Reads from the Postgres of a bot's data folder, over a connection of its own. */
export async function ask<Row extends pg.QueryResultRow>(
  data: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { url } = await startEmbeddedPostgres({ folder: data, watch: false });
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
export async function isQuiet(data: string): Promise<boolean> {
  const rows = await ask<{ waiting: string }>(
    data,
    `select (select count(*) from quarterdeck.inbox where done_at is null and given_up_at is null)
       + (select count(*) from quarterdeck.messages where wanted > delivered and wanted > given_up)
       + (select count(*) from quarterdeck.replies where delivered_at is null and given_up_at is null)
       + (select count(*) from quarterdeck.whispers where delivered_at is null and given_up_at is null) as waiting`,
  );
  return Number(rows[0]?.waiting) === 0;
}

/** What the audit log says of a deployment, in its order. */
export function auditOf(data: string, id: string): Promise<{ action: string; details: Record<string, unknown> }[]> {
  return ask(data, 'select action, details from quarterdeck.audit where subject = $1 order by seq', [id]);
}

/** True when the workflow of a deployment has come to its end, with everything that belongs to it. */
export async function isOver(data: string, id: string): Promise<boolean> {
  const rows = await ask<{ status: string }>(data, 'select status from dbos.workflow_status where workflow_uuid = $1', [
    `deploy:${id}`,
  ]);
  return rows[0]?.status === 'SUCCESS';
}
