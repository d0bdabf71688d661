import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What a server wrote about itself into `postmaster.pid`. `port` is null in the first moments of a start. */
export interface PidFile {
  pid: number;
  port: number | null;
  /** Whether it takes connections. */
  ready: boolean;
}

const pathOf = (cluster: string) => join(cluster, 'postmaster.pid');

/** Null when there is none: no server, or one that was stopped properly. */
export async function readPidFile(cluster: string): Promise<PidFile | null> {
  const text = await readFile(pathOf(cluster), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  if (!Number.isSafeInteger(pid) || pid === 0) return null;
  return { pid, port: port > 0 ? port : null, ready: lines[7]?.trim() === 'ready' };
}

/** For a file whose process is known not to be a living server. */
export async function removePidFile(cluster: string): Promise<void> {
  await rm(pathOf(cluster), { force: true });
}
