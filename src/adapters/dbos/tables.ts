import { ensureSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database';
import { GlobalLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs';
import pg from 'pg';
import { type EngineLog, quietLogger } from './log.ts';

/** DBOS's own tables are in this schema. */
export const schema = 'dbos';
/** Messages have their own mailbox, so nothing waits for DBOS's notifications. */
export const useListenNotify = false;

/**
 * Makes DBOS's own tables or brings them up to date, as its launch would: so it can be done while something else is. It never
 * rejects; what could not be done here is done, or told, at the launch.
 */
export async function prepareTables(options: { url: string; log: EngineLog }): Promise<void> {
  const { url, log } = options;
  const logger = new GlobalLogger(undefined, { logger: quietLogger(log) });
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'quarterdeck tables',
    max: 1,
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', () => {});
  try {
    await ensureSystemDatabase(url, logger, pool, schema, useListenNotify);
  } catch (error) {
    log('debug', 'the tables of dbos could not be prepared', { error });
  } finally {
    await pool.end();
  }
}
