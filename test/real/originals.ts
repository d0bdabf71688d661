import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Program → Debian's package. */
const packages = {
  kubectl: 'kubernetes-client',
  prometheus: 'prometheus',
  promtool: 'prometheus',
  'prometheus-alertmanager': 'prometheus-alertmanager',
};

/** Tells the suites where the originals are, and ends what was started for them. */
export default async function setup(): Promise<() => Promise<void>> {
  const found = await findPrograms();
  process.env.REAL_KUBECTL = found.kubectl;
  process.env.REAL_PROMETHEUS = path.dirname(found.prometheus);
  const alertmanager = await startAlertmanager(found['prometheus-alertmanager']);
  process.env.ALERTMANAGER_URL = alertmanager.url;
  return alertmanager.stop;
}

async function findPrograms(): Promise<Record<keyof typeof packages, string>> {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const missing: string[] = [];
  const found = {} as Record<keyof typeof packages, string>;
  for (const name of Object.keys(packages) as (keyof typeof packages)[]) {
    const places = folders.map((folder) => path.join(folder, name));
    const there = await Promise.all(
      places.map((place) =>
        access(place, constants.X_OK).then(
          () => place,
          () => null,
        ),
      ),
    );
    const first = there.find((place) => place !== null);
    if (first) found[name] = first;
    else missing.push(`${name} (Debian: ${packages[name]})`);
  }
  if (missing.length > 0) throw new Error(`These programs are missing: ${missing.join(', ')}.`);
  return found;
}

async function startAlertmanager(program: string) {
  const data = await mkdtemp(path.join(tmpdir(), 'real-alertmanager-'));
  const config = path.join(data, 'alertmanager.yml');
  await writeFile(config, 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n');
  const port = await freePort();
  const child = spawn(
    program,
    [
      `--config.file=${config}`,
      `--storage.path=${path.join(data, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const ready = async () => (await fetch(`${url}/-/ready`).catch(() => null))?.ok === true;
  for (let tries = 0; !(await ready()); tries++) {
    if (tries > 200 || child.exitCode !== null) throw new Error('Alertmanager did not become ready');
    await pause(100);
  }
  return {
    url,
    async stop() {
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
