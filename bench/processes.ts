import { readdir, readFile } from 'node:fs/promises';

/** Resident memory of one process in bytes (VmRSS). Linux only. */
export async function residentBytes(pid: number): Promise<number> {
  return kilobytes(await readFile(`/proc/${pid}/status`, 'utf8'), 'VmRSS') * 1024;
}

/**
 * What a process and its children really take, in bytes: the sum of their proportional set sizes, where a page that is shared
 * by n processes counts 1/n for each. Linux only.
 */
export async function proportionalBytes(pid: number): Promise<number> {
  const family = [pid, ...(await childrenOf(pid))];
  const sizes = await Promise.all(
    // A worker that ended meanwhile takes nothing.
    family.map((one) => readFile(`/proc/${one}/smaps_rollup`, 'utf8').catch(() => 'Pss: 0 kB')),
  );
  return sizes.reduce((sum, text) => sum + kilobytes(text, 'Pss') * 1024, 0);
}

/** Processor time that a process has used so far, ms: its own and the kernel's for it. Linux only. */
export async function cpuMilliseconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // Behind the name, which may hold anything: the 12th and the 13th field, in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    pids.map(async (pid) => kilobytes(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'PPid: 0'), 'PPid')),
  );
  return pids.filter((_, index) => parents[index] === parent);
}

function kilobytes(text: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`/proc does not tell ${name}`);
  return Number(found);
}
