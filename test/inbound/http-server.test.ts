import { expect, onTestFinished, test } from 'vitest';
import type { HttpServerParts } from '../../src/inbound/http/server.ts';
import { createHttpServer } from '../../src/inbound/http/server.ts';
import { readableLog } from '../adapters/slack/at-slack.ts';

async function serve(changes: Partial<HttpServerParts>) {
  const log = readableLog();
  const server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    readiness: [],
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    routes: {},
    log,
    ...changes,
  });
  const origin = `http://127.0.0.1:${await server.start()}`;
  onTestFinished(() => server.stop());
  return { server, origin, log };
}

test('a handler that rejects answers 500 and hangs nobody', async () => {
  const { origin, log } = await serve({ routes: { '/boom': () => Promise.reject(new Error('no')) } });
  expect((await fetch(`${origin}/boom`, { method: 'POST' })).status).toBe(500);
  expect(log.lines).toMatchObject([{ level: 'error', message: 'a request failed' }]);
});

test('readiness names what is not in order, and a check that never answers is not', async () => {
  const { origin } = await serve({
    readiness: [
      { name: 'database', check: () => Promise.reject(new Error('refused')) },
      { name: 'slack', check: () => 'not connected' },
      { name: 'clock', check: () => null },
    ],
  });
  const response = await fetch(`${origin}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ ready: false, troubles: ['database: refused', 'slack: not connected'] });
});

test('readiness tells what only slows the work down, and stays ready', async () => {
  const { origin } = await serve({
    readiness: [
      { name: 'database', check: () => null },
      { name: 'notifications', check: () => 'do not arrive', slowsOnly: true },
    ],
  });
  const response = await fetch(`${origin}/readyz`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ ready: true, troubles: [], warnings: ['notifications: do not arrive'] });
});

test('stopping lets requests under way end', async () => {
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const { server, origin } = await serve({
    routes: {
      '/slow': async (_request, response) => {
        reached.resolve();
        await gate.promise;
        response.end('done');
      },
    },
  });
  const asked = fetch(`${origin}/slow`);
  await reached.promise;
  const stopped = server.stop();
  gate.resolve();
  expect(await (await asked).text()).toBe('done');
  await stopped;
  await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
});

test('a port that is taken is an error, not silence', async () => {
  const { origin } = await serve({});
  const log = readableLog();
  const metrics = { contentType: 'text/plain', metrics: async () => '' };
  const second = createHttpServer({
    host: '127.0.0.1',
    port: Number(new URL(origin).port),
    readiness: [],
    metrics,
    routes: {},
    log,
  });
  await expect(second.start()).rejects.toThrow('EADDRINUSE');
});
