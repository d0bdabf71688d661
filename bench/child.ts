import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { leaves } from './leftovers.ts';

/** A process that is measured or that measures. */
export interface Child {
  readonly pid: number;
  /** Its first line on standard output. */
  readonly said: string;
  /** SIGTERM, and SIGKILL when that takes longer than ten seconds; returns when it is dead. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** Of Node, the program first. */
  args: readonly string[];
  env?: Record<string, string>;
  /** Written to its standard input. */
  input?: string;
  /** How long it may take to say its first line, ms. */
  patience?: number;
}

/** Starts a program of this Node and resolves when it has printed its first line. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { args, patience = 60_000 } = options;
  let stop = async () => {};
  const forget = leaves(() => stop());
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...options.env },
  });
  child.stdin.end(options.input ?? '');
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  stop = () => end(child, exited).finally(forget);
  let hurry: NodeJS.Timeout | undefined;
  try {
    const said = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code} before it was ready`)));
      hurry = setTimeout(() => reject(new Error(`${args.join(' ')} said nothing for ${patience} ms`)), patience);
    });
    return { pid: child.pid ?? -1, said, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(hurry);
  }
}

/** Ends a process whichever way it takes. */
export async function end(child: ChildProcess, exited: Promise<void>, patience = 10_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const hurry = setTimeout(() => child.kill('SIGKILL'), patience);
  child.kill('SIGTERM');
  await exited;
  clearTimeout(hurry);
}
