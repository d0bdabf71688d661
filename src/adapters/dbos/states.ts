import type { Instant } from '../../model/time.ts';
import type { WorkflowState } from '../../ports/durable.ts';
import type { Store } from './store.ts';

const states: Record<string, WorkflowState> = {
  PENDING: 'running',
  ENQUEUED: 'running',
  DELAYED: 'running',
  SUCCESS: 'done',
  ERROR: 'failed',
  CANCELLED: 'failed',
  MAX_RECOVERY_ATTEMPTS_EXCEEDED: 'dead',
};

export async function readState(store: Store, id: string): Promise<WorkflowState> {
  const [row] = await store.query<{ status: string }>(
    'select status from dbos.workflow_status where workflow_uuid = $1',
    [id],
  );
  return row ? (states[row.status] ?? 'failed') : 'unknown';
}

/** `since` is of the real clock, as DBOS stamps its rows. Workflows of another application version have nobody to run them. */
export async function readStranded(store: Store, since: Instant, applicationVersion: string): Promise<string[]> {
  const rows = await store.query<{ id: string }>(
    `select workflow_uuid as id from dbos.workflow_status
     where (status in ('ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED') and updated_at >= $1)
        or (status in ('PENDING', 'ENQUEUED') and application_version <> $2)
     order by created_at`,
    [since, applicationVersion],
  );
  return rows.map(({ id }) => id);
}
