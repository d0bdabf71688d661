import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { flaggerRoutes } from '../../../src/inbound/flagger/gates.ts';
import { createHttpServer } from '../../../src/inbound/http/server.ts';
import { Fault } from '../../../src/model/fault.ts';
import { readableLog } from '../../adapters/slack/at-slack.ts';
import { canaryPlace, imageOf } from '../../contracts/cluster-places.ts';
import { createFakeCluster, type FakeCluster } from '../../fakes/cluster.ts';

const place = canaryPlace('api', { by: 'replicas' }, 'flagger');
let cluster: FakeCluster;
const trouble: unknown[] = [];
let address = '';
const server = createHttpServer({
  host: '127.0.0.1',
  port: 0,
  readiness: [],
  metrics: { contentType: 'text/plain', metrics: async () => '' },
  routes: flaggerRoutes(
    { names: () => cluster.names(), passes: (canary, gate) => cluster.passes(canary, gate) },
    (each) => void trouble.push(each),
  ),
  log: readableLog(),
});
beforeAll(async () => {
  address = `http://127.0.0.1:${await server.start()}/flagger/gates`;
});
afterAll(() => server.stop());
beforeEach(() => {
  cluster = createFakeCluster({ atOnce: true });
  cluster.stand(place, imageOf(1));
});

async function ask(gate: string, more: Record<string, unknown> = {}, method = 'POST'): Promise<string> {
  const payload = {
    name: 'api',
    namespace: 'shop',
    phase: 'Progressing',
    checksum: 'abc',
    metadata: { gate },
    ...more,
  };
  const answer = await fetch(address, { method, ...(method === 'POST' ? { body: JSON.stringify(payload) } : {}) });
  return `${answer.status} ${(await answer.text()).trim()}`;
}
const image = imageOf(2);

test('each gate opens for what was decided, and for nothing else', async () => {
  const gates = async () => {
    const open: string[] = [];
    for (const gate of ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback'])
      if ((await ask(gate)) === '200 open') open.push(gate);
    return open;
  };
  expect(await gates()).toEqual([]);
  await cluster.move(place, { kind: 'bring-up', image }, null);
  expect(await gates()).toEqual(['confirm-rollout']);
  await cluster.move(place, { kind: 'promote', image }, null);
  expect(await gates()).toEqual(['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion']);
  await cluster.move(place, { kind: 'take-back' }, null);
  expect(await gates()).toEqual(['rollback']);
});

test('a canary that nobody knows stays where it is', async () => {
  expect(await ask('confirm-rollout', { name: 'other' })).toBe('403 closed');
});

test.each([
  [{ metadata: { gate: 'event' } }, '400'],
  [{ metadata: {} }, '400'],
  [{ metadata: { gate: 'rollback', cluster: 'nowhere' } }, '400'],
  [{ name: '../secrets' }, '400'],
  [{ namespace: 'Shop/x' }, '400'],
  [{ padding: 'x'.repeat(70_000) }, '413'],
])('%j is turned away', async (more, status) => {
  expect(await ask('rollback', more)).toMatch(new RegExp(`^${status} `));
});

test('only POST is answered', async () => {
  expect(await ask('rollback', {}, 'GET')).toBe('405 only POST');
});

test('while the cluster is away every gate stays closed, and it is told', async () => {
  cluster.fail(new Fault('unavailable', 'Cluster production cannot be reached.'));
  expect(await ask('rollback')).toMatch(/^503 .*stays closed/);
  expect(trouble).toMatchObject([{ gate: 'rollback', canary: { cluster: 'production', name: 'api' } }]);
});

test('there is no such door where no cluster is known', () => {
  expect(flaggerRoutes(null, () => {})).toEqual({});
});
