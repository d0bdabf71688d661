import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { createClock } from '../../../sandbox/clock.ts';
import { createIds } from '../../../sandbox/ids.ts';
import { startLazily } from '../../../sandbox/platform/lazily.ts';
import { createTraffic } from '../../../sandbox/traffic.ts';
import { readWorld } from '../../../sandbox/world.ts';
import { fakeGitHub } from '../control/fake-worlds.ts';

const shas = { before: 'a'.repeat(40), after: 'b'.repeat(40) };

async function lazily(example: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'lazily-'));
  const seed = await readWorld(path.resolve('examples', example));
  const clock = createClock({ start: Date.parse(seed.start), speed: 0 });
  const listeners = new Set<(what: string) => void>();
  let sha = shas.before;
  const github = {
    ...fakeGitHub([]),
    running: () =>
      Object.fromEntries(
        seed.services.map((each) => [each, { staging: { ref: 'x', sha }, production: { ref: 'x', sha } }]),
      ),
    commitOf: () => sha,
    onChange(listener: (what: string) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const traffic = createTraffic();
  const parts = { clock, ids: createIds('lazily'), seed, traffic, github, folder };
  const platform = await startLazily(parts);
  if (platform === null) throw new Error(`${example} has no platform`);
  return {
    platform,
    traffic,
    pass: (seconds: number) => clock.set(clock.now() + seconds * 1_000),
    arrive(next: string) {
      sha = next;
      for (const listener of listeners) listener('deployments');
    },
    async close() {
      await platform.close();
      clock.close();
      await rm(folder, { recursive: true });
    },
  };
}

test('nothing is made before somebody asks; then all of it is there, at the addresses that were told', async () => {
  const world = await lazily('trading-engine');
  expect(world.platform.opened).toBeNull();
  const config = new KubeConfig();
  config.loadFromFile(world.platform.kubeconfig ?? '');
  expect(config.getContexts().map(({ name }) => name)).toEqual(['trading-engine-production', 'trading-engine-staging']);
  const core = config.makeApiClient(CoreV1Api);
  const [pods, again] = await Promise.all([
    core.listNamespacedPod({ namespace: 'staging' }),
    core.listNamespacedPod({ namespace: 'staging' }),
  ]);
  expect([pods.items.length, again.items.length]).toEqual([8, 8]);
  expect(world.platform.opened).not.toBeNull();
  const { alertmanager, pagerduty, grafana } = world.platform.addresses;
  expect((await fetch(`${alertmanager}/api/v2/silences`)).status).toBe(200);
  const authorization = `Bearer ${world.platform.grafanaToken}`;
  expect((await fetch(`${grafana}/api/annotations`, { headers: { authorization } })).status).toBe(200);
  const event = {
    routing_key: world.platform.routingKey,
    event_action: 'trigger',
    payload: { summary: 'x', source: 'y', severity: 'error' },
  };
  const paged = await fetch(`${pagerduty}/v2/enqueue`, { method: 'POST', body: JSON.stringify(event) });
  expect(paged.status).toBe(202);
  const services = world.platform.addresses.services ?? '';
  await fetch(`${services}/health`);
  await expect
    .poll(() => world.traffic.counts())
    .toMatchObject({
      'cluster GET /api/v1/namespaces/staging/pods': 2,
      'alertmanager GET /api/v2/silences': 1,
      'pagerduty POST /v2/enqueue': 1,
      [`services GET ${new URL(services).host}/health`]: 1,
    });
  await world.close();
});

test('what runs have brought until then is known, with its times', async () => {
  const world = await lazily('fastapi-trading');
  world.pass(600);
  world.arrive(shas.after);
  world.pass(600);
  expect(world.platform.opened).toBeNull();
  const query = 'sum by (version) (increase(http_requests_total{environment="production"}[19m]))';
  const asked = `${world.platform.addresses.prometheus}/api/v1/query?query=${encodeURIComponent(query)}`;
  const answer = (await (await fetch(asked)).json()) as {
    data: { result: { metric: { version: string }; value: [number, string] }[] };
  };
  const counted = answer.data.result.map(({ metric, value }) => [metric.version, Number(value[1])]);
  expect(Object.fromEntries(counted)).toEqual({
    [shas.before]: expect.closeTo(35 * 540, -4),
    [shas.after]: expect.closeTo(35 * 600, -4),
  });
  await world.close();
});
