import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * True while process `pid` runs and its command line contains `what`. A zombie counts as dead, and so does a stranger
 * that got the number afterwards.
 */
export async function isAlive(pid: number, what: string): Promise<boolean> {
  try {
    const { state, command } = process.platform === 'linux' ? await fromProc(pid) : await fromPs(pid);
    return !state.startsWith('Z') && command.includes(what);
  } catch {
    return false;
  }
}

/** A small Linux machine may have no `ps`. */
async function fromProc(pid: number): Promise<{ state: string; command: string }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  return { state: stat.slice(stat.lastIndexOf(')') + 2), command: command.replaceAll('\0', ' ') };
}

async function fromPs(pid: number): Promise<{ state: string; command: string }> {
  const { stdout } = await run('ps', ['-o', 'stat=,args=', '-p', String(pid)]);
  const [state = '', ...command] = stdout.trim().split(/\s+/);
  return { state, command: command.join(' ') };
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
