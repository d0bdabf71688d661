import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { isStalePlan, outlast } from './outage.ts';
import { preparingClient } from './preparing-client.ts';
import { openSession, type Session } from './session.ts';

type Row = pg.QueryResultRow;
export type Query = <R extends Row>(sql: string, values?: unknown[]) => Promise<R[]>;

/** The database, as the stores use it. */
export interface Database {
  /** One statement. Tried again while the database is away, so it must be idempotent. Throws `Fault` (`unavailable`) in the end. */
  query: Query;
  /** Several statements, all or none; tried again from the start as above. */
  transaction<T>(body: (query: Query) => Promise<T>): Promise<T>;
  /** Without the second try and the wait: for what must answer soon or hold its own connection. */
  pool: pg.Pool;
  session: Session;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** How long a statement waits for a database that is away, ms. Default one minute. */
  patience?: number;
  /** Connections at most, besides the session's. Default 10; of those idle for 20 s all but a few are closed. */
  connections?: number;
  /** How far the tables are brought. Default: as far as this release knows. */
  migrations?: readonly Migration[];
  /** Told of lost connections; they are made anew by themselves. */
  onProblem?: (error: Error) => void;
}

/**
 * Connections that stay open. To make one, and the first statements on it, takes ten times as long as a statement; somebody who
 * presses Approve after a quiet minute would wait for that.
 */
const warm = 3;

/** Connects and brings the tables up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, patience = 60_000, connections = 10, onProblem = () => {} } = options;
  // The same for all connections of this process, and for no other: so other replicas can end them all when it stands still.
  const name = `quarterdeck process ${randomBytes(6).toString('hex')}`;
  const steps = options.migrations ?? migrations;
  const pool = new pg.Pool({
    Client: preparingClient(),
    connectionString: url,
    application_name: name,
    max: connections,
    min: warm,
    idleTimeoutMillis: 20_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  pool.on('error', onProblem);
  // The pool listens to its idle connections only. One that is lost while somebody holds it between two statements would
  // otherwise end the process; its holder hears of it from the next statement.
  pool.on('connect', (client) => client.on('error', () => {}));
  let session: Session;
  try {
    await outlast(patience, () => migrate(pool, steps));
    session = await openSession({ url, name, patience, onProblem });
  } catch (error) {
    await pool.end();
    throw error;
  }

  async function once<T>(body: (query: Query) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await body(async (sql, values = []) => (await client.query(sql, values)).rows);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failed: unknown) => {
        broken = failed instanceof Error ? failed : new Error(String(failed));
      });
      if (error instanceof Error && isStalePlan(error)) broken = error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    query: (sql, values = []) => outlast(patience, async () => (await pool.query(sql, values)).rows),
    transaction: (body) => outlast(patience, () => once(body)),
    pool,
    session,
    async close() {
      await session.close();
      await pool.end();
    },
  };
}
