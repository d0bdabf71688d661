import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface Sandbox {
  url: string;
  stop(): Promise<void>;
}

/** Starts the sandbox as a user would: one process, which spawns the real bot. Resolves when both are ready. */
export async function startSandbox(speed: number): Promise<Sandbox> {
  const args = ['sandbox/main.ts', '--port', '0', '--speed', String(speed)];
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
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}
