import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isAlive, processesNaming, until } from './process.ts';

/**
 * Stops the Postgres server whose data is in `<data>/postgres`, if one runs: it outlives a bot that was killed. So do the
 * programs that a bot had just started in order to make or start it. A fast shutdown first; an immediate one and a kill
 * when that takes longer than `patienceMs` each.
 */
export async function stopPostgres(data: string, patienceMs = 10_000): Promise<void> {
  const cluster = await realpath(path.join(data, 'postgres')).catch(() => null);
  if (cluster === null) return;
  const signalled = new Set<number>();
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signalled.clear();
    const gone = await until(async () => {
      const running = await serversOf(cluster);
      // One that appears later, because a program was still starting it, gets the signal too.
      for (const pid of running) if (!signalled.has(pid)) send(pid, signal);
      for (const pid of running) signalled.add(pid);
      return running.length === 0;
    }, patienceMs);
    if (gone) return;
  }
}

function send(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}

/** The server of the pid file, and every process whose command line names the data directory. */
async function serversOf(cluster: string): Promise<number[]> {
  const pids = new Set(await processesNaming(cluster));
  const [first = ''] = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  if (Number(first) > 1 && (await isAlive(Number(first), 'postgres'))) pids.add(Number(first));
  return [...pids];
}
