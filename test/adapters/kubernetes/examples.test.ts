import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createClusters } from '../../../src/adapters/kubernetes/clusters.ts';
import { minute } from '../../../src/model/time.ts';
import type { Move, Place } from '../../../src/ports/cluster.ts';
import { platformOf, shas } from '../../sandbox/platform/platform-for-tests.ts';

let world: Awaited<ReturnType<typeof platformOf>>;
const stopping = new AbortController();
afterEach(() => world.close());
// The SDK is read before any test counts its time.
beforeAll(() => import('../../../src/adapters/kubernetes/open.ts'));
// A whole world, its traffic and hundreds of requests: more than a moment where many tests run beside.
vi.setConfig({ testTimeout: 60_000 });

/** As the bot reaches the cluster of an example: with the account that deploy/kubernetes/rbac.yaml gives it. */
async function open(example: string) {
  world = await platformOf(example);
  const called: { verb: string; resource: string; status: number }[] = [];
  const clusters = createClusters({
    settings: { files: [world.platform.cluster?.kubeconfig ?? ''], inCluster: null, names: [] },
    stopping: stopping.signal,
    timeout: 5_000,
    now: Date.now,
    onCall: (call) => void called.push(call),
    onTrouble: () => {},
  });
  async function carryOut(place: Place, move: Move) {
    for (let turn = 0; turn < 15; turn++) {
      const moved = await clusters.move(place, move, null);
      if (moved.kind !== 'changed' && !moved.more) return moved.standing;
      for (let step = 0; step < 8; step++) world.pass(6);
    }
    throw new Error(`${move.kind} did not come to an end`);
  }
  return { clusters, carryOut, called };
}

test('goldensignals: a tenth of the traffic by ingress-nginx, measured by track, and all of it after the promotion', async () => {
  const { clusters, carryOut, called } = await open('goldensignals');
  const image = (sha: string) => `goldensignals/goldensignals-backend:${sha}`;
  const place: Place = {
    workload: {
      service: 'goldensignals',
      cluster: 'goldensignals-production',
      namespace: 'production',
      name: 'goldensignals-backend',
      container: 'backend',
      image: image('sha'),
    },
    strategy: {
      kind: 'canary',
      on: 'kubernetes',
      engine: 'quarterdeck',
      traffic: { by: 'ingress-nginx', ingress: 'goldensignals-backend' },
      phases: [{ weight: 10, watch: 15 * minute }],
      replicas: null,
      workloads: [],
      deadline: 10 * minute,
    },
  };
  expect(await clusters.examine([place])).toMatchObject([
    { ok: true },
    { ok: true },
    { ok: true, found: expect.stringContaining('get app: goldensignals-backend-canary instead of') },
  ]);
  await carryOut(place, { kind: 'bring-up', image: image(shas.next) });
  expect(await carryOut(place, { kind: 'weigh', percent: 10, image: image(shas.next) })).toMatchObject({
    stable: { image: image(shas.now), pods: { ready: 4 } },
    fresh: { image: image(shas.next), pods: { ready: 1 } },
    weight: 10,
  });
  world.pass(600);
  const of = 'sum by (track) (rate(http_requests_total{app=~"goldensignals-backend.*",environment="production"}[5m]))';
  const { canary = 0, stable = 1 } = await world.ask(of);
  expect(canary / (canary + stable)).toBeCloseTo(0.1, 1);
  expect(await carryOut(place, { kind: 'promote', image: image(shas.next) })).toMatchObject({
    stable: { image: image(shas.next), pods: { ready: 4 } },
    fresh: null,
  });
  world.pass(600);
  expect(
    Object.entries(await world.ask(of))
      .filter(([, rate]) => rate > 1)
      .map(([track]) => track),
  ).toEqual(['stable']);
  expect(called.filter(({ status }) => status === 403)).toEqual([]);
});

test('trading-engine: green beside blue, 5 %, all of it, blue kept small, and back', async () => {
  const { carryOut, called } = await open('trading-engine');
  const image = (sha: string) => `ghcr.io/acme/trading-engine/api:${sha}`;
  const place: Place = {
    workload: {
      service: 'api',
      cluster: 'trading-engine-production',
      namespace: 'production',
      name: 'api',
      container: 'api',
      image: image('sha'),
    },
    strategy: {
      kind: 'blue-green',
      on: 'kubernetes',
      traffic: { by: 'http-route', route: 'api' },
      phases: [{ weight: 5, watch: 5 * minute }],
      replicas: 5,
      keep: 1,
      workloads: [],
      deadline: 10 * minute,
    },
  };
  expect(await carryOut(place, { kind: 'bring-up', image: image(shas.next) })).toMatchObject({
    stable: { name: 'api-blue', image: image(shas.now) },
    fresh: { name: 'api-green', image: image(shas.next), pods: { ready: 5 } },
    weight: 0,
  });
  expect((await carryOut(place, { kind: 'weigh', percent: 5, image: image(shas.next) })).weight).toBe(5);
  expect((await carryOut(place, { kind: 'weigh', percent: 100, image: image(shas.next) })).weight).toBe(100);
  expect(await carryOut(place, { kind: 'retire', replicas: 1 })).toMatchObject({
    stable: { name: 'api-green', image: image(shas.next) },
    fresh: null,
  });
  expect(await carryOut(place, { kind: 'return-to', image: image(shas.now) })).toMatchObject({
    stable: { name: 'api-blue', image: image(shas.now), pods: { ready: 5 } },
  });
  expect(called.filter(({ status }) => status === 403)).toEqual([]);
});

test('what the account may not do is refused with the rule, and nothing was moved', async () => {
  const { clusters } = await open('goldensignals');
  const place: Place = {
    workload: {
      service: 'goldensignals',
      cluster: 'goldensignals-production',
      namespace: 'default',
      name: 'goldensignals-backend',
      container: 'backend',
      image: 'x',
    },
    strategy: {
      kind: 'rolling',
      on: 'kubernetes',
      workloads: [],
      maxSurge: 1,
      maxUnavailable: 0,
      minReady: 0,
      deadline: minute,
    },
  };
  await expect(clusters.read(place)).rejects.toMatchObject({
    kind: 'denied',
    message: expect.stringContaining('apiGroups: [apps], resources: [deployments], verbs: [get]'),
  });
  const [found] = await clusters.examine([place]);
  expect(found).toMatchObject({ ok: false, found: 'it answers, and 8 of 8 rules are missing' });
});
