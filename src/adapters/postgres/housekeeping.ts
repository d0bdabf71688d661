import type { Database } from './database.ts';

/** How long things are kept after they were of use, in days of the real clock. */
export interface Retention {
  /** Arrivals that were handled; until then a repeated delivery is recognised. */
  arrivals: number;
  /** Replies and whispers that were delivered or given up. */
  deliveries: number;
  /** Workflows that have ended, with their steps and messages; until then a second start of the same id does nothing. */
  workflows: number;
}

const usual: Retention = { arrivals: 14, deliveries: 30, workflows: 60 };

/**
 * Removes what is of no use any more; to be called now and then, by any replica. Deployments, what was verified, the audit log,
 * the places of messages and arrivals that were given up stay. Returns how many rows went.
 */
export async function sweep(database: Database, retention: Retention = usual): Promise<number> {
  const old = (column: string) => `${column} < now() - make_interval(days => $1)`;
  const [known] = await database.query<{ known: boolean }>(
    `select to_regclass('dbos.workflow_status') is not null as known`,
  );
  const statements: [string, number][] = [
    [`delete from quarterdeck.inbox where ${old('done_at')}`, retention.arrivals],
    [`delete from quarterdeck.replies where ${old('delivered_at')} or ${old('given_up_at')}`, retention.deliveries],
    [`delete from quarterdeck.whispers where ${old('delivered_at')} or ${old('given_up_at')}`, retention.deliveries],
  ];
  if (known?.known) {
    statements.push([
      `delete from dbos.workflow_status where status in ('SUCCESS', 'ERROR', 'CANCELLED')
         and updated_at < (extract(epoch from now() - make_interval(days => $1)) * 1000)::bigint`,
      retention.workflows,
    ]);
  }
  let gone = 0;
  for (const [sql, days] of statements) {
    const [row] = await database.query<{ gone: number }>(
      `with gone as (${sql} returning 1) select count(*)::integer as gone from gone`,
      [days],
    );
    gone += row?.gone ?? 0;
  }
  await database.query(
    'delete from quarterdeck.inbox_bundles b where not exists (select from quarterdeck.inbox i where i.bundle = b.id)',
  );
  if (known?.known) {
    for (const table of ['mail', 'mailboxes', 'waits']) {
      await database.query(
        `delete from quarterdeck.${table} m where not exists (
           select from dbos.workflow_status w where w.workflow_uuid = m.workflow_id)`,
      );
    }
  }
  return gone;
}
