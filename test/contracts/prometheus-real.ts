import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { asOpenMetrics, type Scraped } from './metrics-scraped.ts';

/** A real Prometheus on loopback that holds what was scraped; `folder` is where its programs are. */
export async function startRealPrometheus(folder: string, scraped: readonly Scraped[]) {
  const data = await mkdtemp(path.join(tmpdir(), 'real-prometheus-'));
  const input = path.join(data, 'scraped.txt');
  const config = path.join(data, 'prometheus.yml');
  const storage = path.join(data, 'tsdb');
  await writeFile(input, asOpenMetrics(scraped));
  await writeFile(config, '{}\n');
  const make = ['tsdb', 'create-blocks-from', 'openmetrics', input, storage];
  await promisify(execFile)(path.join(folder, 'promtool'), make);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    path.join(folder, 'prometheus'),
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${storage}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  const ready = async () => (await fetch(`${url}/-/ready`).catch(() => null))?.ok === true;
  for (let tries = 0; !(await ready()); tries++) {
    if (tries > 200 || child.exitCode !== null) throw new Error('Prometheus did not become ready');
    await pause(100);
  }
  return {
    url,
    async close() {
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
