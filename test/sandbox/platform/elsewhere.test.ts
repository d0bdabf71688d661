import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { platformOf, shas } from './platform-for-tests.ts';

let world: Awaited<ReturnType<typeof platformOf>>;
beforeAll(async () => {
  world = await platformOf('fastapi-trading');
});
afterAll(() => world.close());

const host = 'fastapi-trading.example.com';
const errors =
  '100 * sum(rate(http_requests_total{environment="production",code="500"}[2m])) / sum(rate(http_requests_total{environment="production"}[2m]))';

test('without a cluster a service is measured as one process of the version that its last run brought', async () => {
  expect(world.platform.cluster).toBeNull();
  expect(await world.ask('sum by (version) (rate(http_requests_total{environment="production"}[5m]))')).toEqual({
    [shas.now]: expect.closeTo(35, -1),
  });
  world.arrive('fastapi-trading', 'production', shas.next);
  world.pass(120);
  expect(await world.ask('sum by (version) (rate(http_requests_total{environment="production"}[1m]))')).toMatchObject({
    [shas.next]: expect.closeTo(35, -1),
  });
  expect((await world.get(host)).body).toMatchObject({ version: shas.next });
});

test('what befalls the next version spares the one that runs, and strikes no other after it', async () => {
  world.platform.befall({ effect: { errors: 1 }, environment: 'production', version: 'next' });
  world.pass(180);
  expect(Object.values(await world.ask(errors))[0]).toBeLessThan(1);
  world.arrive('fastapi-trading', 'production', shas.old);
  world.pass(180);
  expect(await world.ask(errors)).toEqual({ '': 100 });
  expect((await world.get(host)).status).toBe(500);
  world.arrive('fastapi-trading', 'production', shas.next);
  world.pass(180);
  expect(Object.values(await world.ask(errors))[0]).toBeLessThan(1);
  expect((await world.get(host)).status).toBe(200);
});

test('a service is slow when it is, also over a WebSocket, which is a real one', async () => {
  world.platform.befall({ effect: { slower: 3 }, version: 'all' });
  const began = performance.now();
  const socket = new WebSocket(`${world.platform.endpoints?.url.replace('http', 'ws')}/ws`, { headers: { host } });
  const said = await new Promise<string>((resolve, reject) => {
    socket.once('message', (data) => resolve(String(data)));
    socket.once('error', reject);
  });
  expect(performance.now() - began).toBeGreaterThan(300);
  expect(JSON.parse(said)).toMatchObject({ status: 'ok', version: shas.next });
  socket.terminate();
  world.platform.heal();
});
