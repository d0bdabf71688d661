import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface SandboxWish {
  example?: string;
  /** Folder of examples other than the product's own. */
  examples?: string;
  /** World seconds in a real one. */
  speed?: number;
  /** The world's time at the start, ISO. */
  start?: string;
  data?: string;
  http?: boolean;
  /** Bots that share one Postgres; one without it. */
  replicas?: number;
  /** Serve the page as well. */
  page?: boolean;
}

export interface Sandbox {
  url: string;
  /** How it ended, if it has ended; null while it lives. */
  ended(): string | null;
  stop(): Promise<void>;
}

/** Starts the sandbox as a user would: one process, which spawns the real bot. Resolves when both are ready. */
export async function startSandbox(wish: SandboxWish): Promise<Sandbox> {
  const args = ['sandbox/main.ts', wish.example ?? 'trading-engine', '--port', '0'];
  if (!wish.page) args.push('--headless');
  args.push('--speed', String(wish.speed ?? 600));
  for (const name of ['examples', 'start', 'data'] as const) {
    const value = wish[name];
    if (value !== undefined) args.push(`--${name}`, value);
  }
  if (wish.http) args.push('--http');
  if (wish.replicas !== undefined) args.push('--replicas', String(wish.replicas));
  // Many worlds start in one run of the tests: what is compiled once need not be again.
  const env = { NODE_COMPILE_CACHE: path.join(tmpdir(), 'node-compile-cache'), ...process.env };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
      said.push(`${line}\n`);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) =>
      reject(new Error(`the sandbox ended with ${code} before it was ready:\n${said.join('')}`)),
    );
  });
  return {
    url,
    ended: () =>
      child.exitCode === null && child.signalCode === null
        ? null
        : `the sandbox ended with ${child.exitCode ?? child.signalCode}:\n${said.join('')}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
