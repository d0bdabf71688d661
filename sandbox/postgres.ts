import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isAlive, until } from './process.ts';

/**
 * Stops the Postgres server whose data is in `<data>/postgres`, if one runs: it outlives a bot that was killed.
 * A fast shutdown first; an immediate one and a kill when that takes longer than `patienceMs` each.
 */
export async function stopPostgres(data: string, patienceMs = 10_000): Promise<void> {
  const folder = path.join(data, 'postgres');
  const pid = await readPid(folder);
  if (pid === null || !(await isAlive(pid, 'postgres'))) return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await until(async () => !(await isAlive(pid, 'postgres')), patienceMs)) return;
  }
}

/** The server writes its process id on the first line and its data directory on the second. */
async function readPid(folder: string): Promise<number | null> {
  try {
    const [pid, directory] = (await readFile(path.join(folder, 'postmaster.pid'), 'utf8')).split('\n');
    if (directory === undefined || path.basename(directory) !== path.basename(folder)) return null;
    return Number(pid) > 1 ? Number(pid) : null;
  } catch {
    return null;
  }
}
