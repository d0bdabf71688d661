import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { BotEnvironment } from './contract.ts';
import { until } from './process.ts';

export type BotStatus = 'stopped' | 'starting' | 'ready' | 'unready' | 'frozen';

export interface BotOptions {
  /** What to run; its command line must contain `mark`, by which an orphan is recognised. */
  command: string;
  args: string[];
  env: BotEnvironment;
  /** Loopback port of its `/readyz`. */
  port: number;
  /** Its standard output and errors are appended here. */
  logFile: string;
}

/** The real bot as a child process. It may die at any time; the sandbox goes on. */
export interface Bot {
  readonly status: BotStatus;
  readonly pid: number | null;
  /** What it is started with: all that points it at this world. */
  readonly settings: BotEnvironment;
  /** Returns when spawned; does nothing when it runs already. */
  start(): Promise<void>;
  /** SIGKILL; returns when it is dead. */
  kill(): Promise<void>;
  /** SIGSTOP: it does nothing more, but keeps what it holds. Does nothing when it does not run. */
  freeze(): Promise<void>;
  /** SIGCONT: it goes on as if no time had passed. Returns when it answered, or did not within two seconds. */
  wake(): Promise<void>;
  /** SIGTERM, then SIGKILL after `patienceMs`; returns when it is dead. */
  stop(patienceMs?: number): Promise<void>;
  /** Asks the bot now. */
  ready(): Promise<boolean>;
  /** True when it became ready within `ms`; false too when it died meanwhile. */
  whenReady(ms: number): Promise<boolean>;
  /** The last `lines` lines of its log. */
  log(lines: number): Promise<string[]>;
  onChange(listener: () => void): () => void;
}

export function createBot(options: BotOptions): Bot {
  const listeners = new Set<() => void>();
  let child: ChildProcess | null = null;
  let exited: Promise<void> = Promise.resolve();
  let status: BotStatus = 'stopped';
  let watch: NodeJS.Timeout | undefined;
  let looks = 0;
  let lastLook = 0;

  function become(next: BotStatus) {
    if (next === status) return;
    status = next;
    for (const listener of [...listeners]) listener();
  }

  const isFrozen = () => status === 'frozen';

  async function ready(): Promise<boolean> {
    const asked = child;
    if (asked === null || isFrozen()) return false;
    const number = ++looks;
    const answered = await fetch(`http://127.0.0.1:${options.port}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    }).then(
      (response) => response.ok,
      () => false,
    );
    // What it answered before it was frozen says nothing of now.
    if (child !== asked || isFrozen()) return false;
    // Nor does what it answers to an earlier question after a later one.
    if (number < lastLook) return answered;
    lastLook = number;
    if (answered) become('ready');
    else if (status === 'ready') become('unready');
    return answered;
  }

  /** Often until it is ready, then now and then, so that the page's light tells the truth. */
  function look() {
    watch = setTimeout(
      async () => {
        await ready();
        if (child !== null) look();
      },
      status === 'ready' ? 1_000 : 50,
    );
    watch.unref();
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    child?.kill(signal);
    // A frozen process takes no other signal than a kill before it is woken.
    child?.kill('SIGCONT');
    await exited;
  }

  return {
    get status() {
      return status;
    },
    get pid() {
      return child?.pid ?? null;
    },
    settings: options.env,
    async start() {
      if (child !== null) return;
      const log = openSync(options.logFile, 'a');
      const spawned = spawn(options.command, options.args, {
        env: options.env,
        stdio: ['ignore', log, log],
        // Its own process group: a Ctrl-C in the terminal reaches the sandbox alone, which then stops it in order.
        detached: true,
      });
      closeSync(log);
      child = spawned;
      become('starting');
      exited = new Promise((resolve) => {
        const gone = () => {
          if (child === spawned) {
            child = null;
            clearTimeout(watch);
            become('stopped');
          }
          resolve();
        };
        spawned.once('exit', gone);
        spawned.once('error', gone);
      });
      await new Promise<void>((resolve, reject) => {
        spawned.once('spawn', resolve);
        spawned.once('error', reject);
      });
      look();
    },
    kill: () => end('SIGKILL'),
    async freeze() {
      if (child === null) return;
      child.kill('SIGSTOP');
      become('frozen');
    },
    async wake() {
      if (child === null || status !== 'frozen') return;
      become('unready');
      child.kill('SIGCONT');
      await ready();
    },
    async stop(patienceMs = 15_000) {
      const hurry = setTimeout(() => child?.kill('SIGKILL'), patienceMs);
      await end('SIGTERM');
      clearTimeout(hurry);
    },
    ready,
    async whenReady(ms) {
      await until(async () => child === null || (await ready()), ms);
      return status === 'ready';
    },
    async log(lines) {
      const text = await readEnd(options.logFile, 1_000_000);
      return text.split('\n').filter(Boolean).slice(-lines);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function readEnd(file: string, bytes: number): Promise<string> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return '';
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, bytes));
    await handle.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}
