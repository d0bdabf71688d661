import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../src/adapters/postgres/embedded.ts';

/** A database of its own, with our tables, on the server that this run of the tests shares. */
export interface TestDatabase {
  url: string;
  database: Database;
  /** Closes it and drops it. */
  close(): Promise<void>;
}

/** The server of this run: started by whoever asks first, adopted by the others, stopped by `postgres-setup.ts`. */
async function serverUrl(): Promise<string> {
  const { url } = await startEmbeddedPostgres({ folder: inject('postgresFolder'), watch: false });
  return url;
}

/** A new, empty database: connection string, and how to drop it. */
export async function emptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = await serverUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(admin, `create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(admin, `drop database ${name} with (force)`) };
}

export async function freshDatabase(options: { patience?: number } = {}): Promise<TestDatabase> {
  const { url, drop } = await emptyDatabase();
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
