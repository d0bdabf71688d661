import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { chooseAccount } from '../src/adapters/postgres/embedded-account.ts';
import { ensureCluster } from '../src/adapters/postgres/embedded-cluster.ts';
import { findPrograms } from '../src/adapters/postgres/embedded-program.ts';

const run = promisify(execFile);

/** A data folder for a bot, with the files of a Postgres server in it that has never run. */
export interface ReadyData {
  folder: string;
  remove(): Promise<void>;
}

/**
 * Making these files takes longer than anything else in the start of a bot. They are made once for a run of the tests and copied;
 * what happens in an empty folder has its own tests.
 */
export async function readyData(): Promise<ReadyData> {
  const shared = inject('postgresFolder');
  const original = join(shared, 'never-run');
  const programs = await findPrograms();
  await ensureCluster(shared, original, await chooseAccount(shared, programs.postgres), programs);
  const folder = await mkdtemp(join(tmpdir(), 'quarterdeck-data-'));
  // Owner and modes too: Postgres insists on them.
  await run('cp', ['-a', original, join(folder, 'postgres')]);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
