import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Database, openDatabase } from '../src/adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../src/adapters/postgres/embedded.ts';
import { onceInThisRun } from './once.ts';
import { serverFolder } from './postgres-setup.ts';
import { copyReady } from './ready-data.ts';

/** A database of its own, with our tables, on the server that this run of the tests shares. */
export interface TestDatabase {
  url: string;
  database: Database;
  /** Closes it and drops it. */
  close(): Promise<void>;
}

/** The server of this run: started by whoever asks first, adopted by the others, stopped by `postgres-setup.ts`. */
let server: Promise<string> | null = null;

async function startServer(): Promise<string> {
  const folder = await onceInThisRun(serverFolder, copyReady);
  const url = new URL((await startEmbeddedPostgres({ folder, watch: false })).url);
  // Nobody may be connected to a database that is copied.
  url.pathname = '/template1';
  return url.href;
}

async function newDatabase(copyOf: string): Promise<{ url: string; drop: () => Promise<void> }> {
  server ??= startServer();
  const admin = await server;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(admin, `create database ${name} template ${copyOf} strategy file_copy`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(admin, `drop database ${name} with (force)`) };
}

/** A new, empty database: connection string, and how to drop it. */
export const emptyDatabase = () => newDatabase('template0');

/** A new database with all tables, ours and those of DBOS, in which nothing has happened. */
export const preparedDatabase = () => newDatabase('postgres');

export async function freshDatabase(options: { patience?: number } = {}): Promise<TestDatabase> {
  const { url, drop } = await preparedDatabase();
  const database = await openDatabase({ url, ...options });
  return {
    url,
    database,
    async close() {
      await database.close();
      await drop();
    },
  };
}

/** The log refuses to be emptied, as it should; the owner of the tables may still drop the guards for a test. */
export async function emptyAudit(database: Database): Promise<void> {
  const tables = ['audit', 'audit_head', 'audit_terms', 'audit_checkpoints'].map((table) => `quarterdeck.${table}`);
  await database.query(
    [
      ...tables.map((table) => `alter table ${table} disable trigger user`),
      `truncate ${tables.join(', ')}`,
      `insert into quarterdeck.audit_head (number, hash) values (0, repeat('0', 64))`,
      ...tables.map((table) => `alter table ${table} enable trigger user`),
    ].join(';'),
  );
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
