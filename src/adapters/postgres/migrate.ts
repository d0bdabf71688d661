import type pg from 'pg';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

/** Any constant will do; it only has to be the same in every replica and release. */
const lockId = 7_351_204;

/**
 * Brings the schema `quarterdeck` up to date: every migration that is not recorded yet, in order, each in a transaction.
 * Replicas that start at the same moment wait for one another.
 */
export async function migrate(pool: pg.Pool, steps: readonly Migration[] = migrations): Promise<void> {
  const client = await pool.connect();
  try {
    // A step that a crash undoes is done again at the next start; and whatever is committed later takes it to the disk first.
    await client.query('set synchronous_commit = off');
    await client.query('select pg_advisory_lock($1)', [lockId]);
    await client.query(`
      create schema if not exists quarterdeck;
      create table if not exists quarterdeck.migrations (
        name text primary key,
        applied_at timestamptz not null default now()
      )`);
    const { rows } = await client.query<{ name: string }>('select name from quarterdeck.migrations');
    const applied = new Set(rows.map(({ name }) => name));
    for (const { name, sql } of steps) {
      if (applied.has(name)) continue;
      try {
        await client.query('begin');
        await client.query(sql);
        await client.query('insert into quarterdeck.migrations (name) values ($1)', [name]);
        await client.query('commit');
      } catch (cause) {
        await client.query('rollback').catch(() => {});
        throw Object.assign(new Error(`migration ${name} failed`, { cause }), codeOf(cause));
      }
    }
  } finally {
    // Closing the connection gives the lock back whatever state it is in.
    client.release(true);
  }
}

function codeOf(error: unknown): { code?: unknown } {
  return error instanceof Error && 'code' in error ? { code: error.code } : {};
}
