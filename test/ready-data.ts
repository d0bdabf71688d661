import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { prepareTables } from '../src/adapters/dbos/tables.ts';
import { openDatabase } from '../src/adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../src/adapters/postgres/embedded.ts';
import { onceInThisRun } from './once.ts';

const run = promisify(execFile);

/** A data folder for a bot, with a Postgres in it that has all tables and no row: as if a bot had started there and done nothing. */
export interface ReadyData {
  folder: string;
  remove(): Promise<void>;
}

/**
 * Making the files of a server and its tables takes longer than anything else in the start of a bot. They are made once for a run of
 * the tests and copied; what happens in an empty folder has its own tests.
 */
export async function readyData(): Promise<ReadyData> {
  const folder = await mkdtemp(join(tmpdir(), 'quarterdeck-data-'));
  await copyReady(folder);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Puts the files of such a server into `folder`. */
export async function copyReady(folder: string): Promise<void> {
  const original = await onceInThisRun('ready', makeReady);
  // Owner and modes too: Postgres insists on them.
  await run('cp', ['-a', join(original, 'postgres'), folder]);
}

async function makeReady(folder: string): Promise<void> {
  const server = await startEmbeddedPostgres({ folder, watch: false });
  const database = await openDatabase({ url: server.url });
  await prepareTables({ url: server.url, log: () => {} });
  await database.close();
  if (!(await server.stop())) throw new Error('somebody is connected to the database that is to be copied');
  const cluster = join(folder, 'postgres');
  // Only a machine that loses its power needs what this leaves out, and then the tests are lost too.
  await appendFile(join(cluster, 'postgresql.conf'), 'fsync = off\nfull_page_writes = off\n');
  // Each copy chooses a port, and writes a log, of its own.
  for (const name of ['quarterdeck.port', 'quarterdeck.log']) await rm(join(cluster, name));
}
