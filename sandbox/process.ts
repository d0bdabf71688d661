import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Running {
  pid: number;
  command: string;
}

/**
 * True while process `pid` runs and its command line contains `what`. A zombie counts as dead, and so does a stranger
 * that got the number afterwards.
 */
export async function isAlive(pid: number, what: string): Promise<boolean> {
  const found = process.platform === 'linux' ? await fromProc(pid) : (await fromPs(['-p', String(pid)]))[0];
  return found?.command.includes(what) ?? false;
}

/** Ids of the living processes, but for this one, whose command line contains `text`. */
export async function processesNaming(text: string): Promise<number[]> {
  const all = process.platform === 'linux' ? await allFromProc() : await fromPs(['-ax']);
  return all.filter(({ pid, command }) => pid !== process.pid && command.includes(text)).map(({ pid }) => pid);
}

async function allFromProc(): Promise<Running[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map(fromProc))).filter((found) => found !== null);
}

/** A small Linux machine may have no `ps`. */
async function fromProc(pid: number): Promise<Running | null> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    const state = stat.slice(stat.lastIndexOf(')') + 2);
    return state.startsWith('Z') ? null : { pid, command: command.replaceAll('\0', ' ') };
  } catch {
    return null;
  }
}

async function fromPs(which: string[]): Promise<Running[]> {
  const { stdout } = await run('ps', [...which, '-o', 'pid=,stat=,args=']).catch(() => ({ stdout: '' }));
  return stdout.split('\n').flatMap((line) => {
    const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || command === undefined || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), command }];
  });
}

/** Asks until the answer is yes (true) or `ms` of real time have passed (false). */
export async function until(condition: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await wait(20);
  }
  return true;
}
