import { setTimeout as pause } from 'node:timers/promises';
import { ensureSystemDatabase } from '@dbos-inc/dbos-sdk/internal/system_database';
import { GlobalLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs';
import pg from 'pg';
import type { Millis } from '../../model/time.ts';
import { type EngineLog, quietLogger } from './log.ts';

/** DBOS's own tables are in this schema. */
export const schema = 'dbos';
/** Messages have their own mailbox, so nothing waits for DBOS's notifications. */
export const useListenNotify = false;

/** The advisory lock of who makes the tables. Any constant will do that nothing else here uses. */
const lockId = 7_353_001;
const lockEvery: Millis = 50;

/**
 * Makes DBOS's own tables or brings them up to date, as its launch would: so it can be done while something else is. Replicas
 * that start at the same moment wait for one another, because DBOS's own steps would stumble over each other. It never
 * rejects; what could not be done here is done, or told, at the launch.
 */
export async function prepareTables(options: { url: string; log: EngineLog }): Promise<void> {
  const { url, log } = options;
  const logger = new GlobalLogger(undefined, { logger: quietLogger(log) });
  const connection = { connectionString: url, application_name: 'quarterdeck tables', connectionTimeoutMillis: 10_000 };
  const pool = new pg.Pool({ ...connection, max: 1 });
  const turn = new pg.Client(connection);
  // A step that a crash undoes is done again at the next start; and whatever is committed later takes it to the disk first.
  pool.on('connect', (client) => client.query('set synchronous_commit = off').catch(() => {}));
  pool.on('error', () => {});
  turn.on('error', () => {});
  try {
    await turn.connect();
    await takeTurn(turn);
    await ensureSystemDatabase(url, logger, pool, schema, useListenNotify);
  } catch (error) {
    log('debug', 'the tables of dbos could not be prepared', { error });
  } finally {
    await pool.end();
    // Closing the connection gives the lock back.
    await turn.end().catch(() => {});
  }
}

/** Asks again and again instead of waiting in the database: DBOS makes some indexes in a way that waits for every open statement. */
async function takeTurn(client: pg.Client): Promise<void> {
  const ask = () => client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [lockId]);
  while (!(await ask()).rows[0]?.mine) await pause(lockEvery);
}
