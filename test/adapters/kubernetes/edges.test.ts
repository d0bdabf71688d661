import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Fault } from '../../../src/model/fault.ts';
import type { Move, Place } from '../../../src/ports/cluster.ts';
import { canaryPlace, colouredPlace, imageOf, rollingPlace } from '../../contracts/cluster-places.ts';
import { openSimulatedCluster } from '../../contracts/cluster-simulated.ts';

let world: Awaited<ReturnType<typeof openSimulatedCluster>>;
beforeAll(async () => {
  world = await openSimulatedCluster();
});
afterAll(() => world.close());

const [one, two] = [imageOf(1), imageOf(2)];
const apps = '/apis/apps/v1/namespaces/shop/deployments';
const services = '/api/v1/namespaces/shop/services';
const routes = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes';
const get = async (path: string): Promise<unknown> => (await world.ask('GET', path, 'test')).json();
const merge = (path: string, body: unknown) =>
  world.ask('PATCH', path, 'kubectl-patch', body, 'application/merge-patch+json');
const settle = () => {
  for (let step = 0; step < 8; step++) world.pass(6);
};
async function serving(place: Place): Promise<void> {
  await world.stand(place, one);
  settle();
}
async function carryOut(place: Place, move: Move) {
  for (let turn = 0; turn < 12; turn++) {
    const moved = await world.clusters.move(place, move, null);
    if (moved.kind !== 'changed' && !moved.more) return moved.standing;
    settle();
  }
  throw new Error(`${move.kind} did not come to an end`);
}
const podLabels = z.object({
  spec: z.object({ template: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }) }) }),
});

test('going back brings the whole template of the revision back, and only what changed since goes', async () => {
  const place = rollingPlace('whole');
  await serving(place);
  const template = z.object({ spec: z.object({ template: z.unknown() }) });
  const before = template.parse(await get(`${apps}/whole`)).spec.template;
  await carryOut(place, { kind: 'bring-up', image: two });
  const metadata = { annotations: { 'kubernetes.io/change-cause': 'tracing' } };
  const containers = [{ name: 'main', image: two, env: [{ name: 'TRACE', value: '1' }] }];
  await merge(`${apps}/whole`, {
    metadata,
    spec: { template: { metadata: { labels: { extra: 'yes' } }, spec: { containers } } },
  });
  settle();
  await carryOut(place, { kind: 'return-to', image: one });
  expect(template.parse(await get(`${apps}/whole`)).spec.template).toEqual(before);
  expect(JSON.stringify(await get(`${apps}/whole`))).not.toContain('tracing');
});

test('a rolling update sets how it rolls, and the containers beside stay as they are', async () => {
  const place = rollingPlace('rolls');
  await serving(place);
  await world.clusters.move(place, { kind: 'bring-up', image: two }, null);
  expect(await get(`${apps}/rolls`)).toMatchObject({
    spec: {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      minReadySeconds: 0,
      progressDeadlineSeconds: 300,
      template: { spec: { containers: [{ image: two, env: [{ name: 'LOG' }] }, { image: 'proxy:1' }] } },
    },
  });
});

test.each([
  ['a canary', canaryPlace('third', { by: 'http-route', route: 'third' }), 'third'],
  ['two colours', colouredPlace('fourth', { by: 'http-route', route: 'fourth' }), 'fourth-blue'],
])('a route that shares with somebody else as well is left alone: %s', async (_, place, name) => {
  await serving(place);
  const route = `${routes}/${place.workload.name}`;
  const { spec } = z
    .object({ spec: z.looseObject({ rules: z.array(z.looseObject({ backendRefs: z.array(z.unknown()) })) }) })
    .parse(await get(route));
  const backendRefs = [...(spec.rules[0]?.backendRefs ?? []), { name: 'legacy', port: 80, weight: 100 }];
  await merge(route, { spec: { rules: [{ backendRefs }] } });
  await expect(world.clusters.move(place, { kind: 'bring-up', image: two }, null)).rejects.toThrow(
    `HTTPRoute ${place.workload.name} gives some of the traffic of ${name} to legacy as well, whose share would change`,
  );
  expect(await get(route)).toMatchObject({ spec: { rules: [{ backendRefs }] } });
  expect(await world.clusters.read(place)).toMatchObject({ fresh: null, stable: { image: one } });
});

test('the stable Service never picks canaries, whatever it picks by', async () => {
  const place = canaryPlace('picky', { by: 'http-route', route: 'picky' });
  await serving(place);
  await merge(`${routes}/picky`, {
    spec: { rules: [{ backendRefs: [{ name: 'picky', port: 80 }] }] },
  });
  await carryOut(place, { kind: 'bring-up', image: two });
  const { labels } = podLabels.parse(await get(`${apps}/picky-canary`)).spec.template.metadata;
  expect(labels).toEqual({ app: 'picky-canary', track: 'canary' });
  expect(await get(`${services}/picky-canary`)).toMatchObject({
    spec: { selector: { app: 'picky-canary', track: 'canary' }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  expect(await get(`${routes}/picky`)).toMatchObject({
    spec: {
      rules: [
        {
          backendRefs: [
            { name: 'picky', weight: 100 },
            { name: 'picky-canary', weight: 0, port: 80 },
          ],
        },
      ],
    },
  });
});

test('where the stable Service picks by track already, no other label is touched', async () => {
  const place = canaryPlace('tracked', { by: 'http-route', route: 'tracked' });
  await serving(place);
  await merge(`${services}/tracked`, { spec: { selector: { track: 'stable' } } });
  await carryOut(place, { kind: 'bring-up', image: two });
  const { labels } = podLabels.parse(await get(`${apps}/tracked-canary`)).spec.template.metadata;
  expect(labels).toEqual({ app: 'tracked', track: 'canary' });
});

test('a route that does not lead to the service is told before anything is made', async () => {
  const place = canaryPlace('astray', { by: 'http-route', route: 'astray' });
  await serving(place);
  await merge(`${routes}/astray`, { spec: { rules: [{ backendRefs: [{ name: 'other', port: 80 }] }] } });
  const asked = world.clusters.move(place, { kind: 'bring-up', image: two }, null);
  await expect(asked).rejects.toThrow('HTTPRoute astray has no backend astray');
  await expect(get(`${apps}/astray-canary`)).rejects.toThrow('404');
});

test('by replicas the stable version always keeps a share, and a selector gives all or nothing', async () => {
  const replicas = canaryPlace('shares', { by: 'replicas' });
  await serving(replicas);
  await carryOut(replicas, { kind: 'bring-up', image: two });
  expect((await carryOut(replicas, { kind: 'weigh', percent: 50, image: two })).weight).toBe(50);
  const all = world.clusters.move(replicas, { kind: 'weigh', percent: 100, image: two }, null);
  await expect(all).rejects.toMatchObject({ kind: 'rejected' });
  const selector = colouredPlace('switch', { by: 'replicas' });
  await serving(selector);
  await carryOut(selector, { kind: 'bring-up', image: two });
  const some = world.clusters.move(selector, { kind: 'weigh', percent: 5, image: two }, null);
  await expect(some).rejects.toThrow('cannot give 5 %');
});

test('the switch back is at once while the old colour has its pods, and waits for them where it was kept small', async () => {
  const place = colouredPlace('back', { by: 'http-route', route: 'back' });
  await serving(place);
  await carryOut(place, { kind: 'bring-up', image: two });
  await carryOut(place, { kind: 'promote', image: two });
  expect(await world.clusters.move(place, { kind: 'return-to', image: one }, null)).toMatchObject({
    kind: 'moved',
    more: false,
    standing: { stable: { image: one } },
  });
  await carryOut(place, { kind: 'return-to', image: two });
  await carryOut(place, { kind: 'retire', replicas: 1 });
  const first = await world.clusters.move(place, { kind: 'return-to', image: one }, null);
  expect(first).toMatchObject({ kind: 'moved', more: true, standing: { stable: { image: two } } });
  expect(await carryOut(place, { kind: 'return-to', image: one })).toMatchObject({
    stable: { image: one, pods: { ready: 4 } },
  });
});

test('a version that crashes once it serves goes back, and is waited for no longer', async () => {
  const place = colouredPlace('crashes', { by: 'http-route', route: 'crashes' });
  const bad = 'acme/bad:1';
  await serving(place);
  await carryOut(place, { kind: 'bring-up', image: bad });
  await carryOut(place, { kind: 'weigh', percent: 100, image: bad });
  await carryOut(place, { kind: 'retire', replicas: 1 });
  world.simulation.images.set(bad, { kind: 'crashes', afterSeconds: 1 });
  world.simulation.settle();
  const begun = await world.clusters.move(place, { kind: 'return-to', image: one }, null);
  expect(begun).toMatchObject({ kind: 'moved', standing: { stable: { image: one } } });
  settle();
  expect(await world.clusters.move(place, { kind: 'return-to', image: one }, null)).toMatchObject({
    kind: 'stood-already',
    more: false,
    standing: { stable: { image: one, pods: { ready: 4 } }, fresh: null, state: 'steady' },
  });
});

test('while the old colour grows to be gone back to, it is shown beside the one that serves', async () => {
  const place = colouredPlace('grows', { by: 'http-route', route: 'grows' });
  await serving(place);
  await carryOut(place, { kind: 'bring-up', image: two });
  await carryOut(place, { kind: 'promote', image: two });
  await carryOut(place, { kind: 'retire', replicas: 1 });
  const first = await world.clusters.move(place, { kind: 'return-to', image: one }, null);
  expect(first.standing).toMatchObject({ stable: { image: two }, fresh: { image: one }, weight: 0, state: 'moving' });
  expect(await carryOut(place, { kind: 'take-back' })).toMatchObject({ stable: { image: two }, fresh: null });
});

test('a promotion that is taken back in the middle leaves the stable version alone', async () => {
  const place = canaryPlace('half', { by: 'ingress-nginx', ingress: 'half' });
  await serving(place);
  await carryOut(place, { kind: 'bring-up', image: two });
  await carryOut(place, { kind: 'weigh', percent: 25, image: two });
  const begun = await world.clusters.move(place, { kind: 'promote', image: two }, null);
  expect(begun).toMatchObject({ kind: 'moved', more: true, standing: { weight: 25, stable: { image: one } } });
  world.pass(6);
  await carryOut(place, { kind: 'take-back' });
  settle();
  expect(await world.clusters.read(place)).toMatchObject({
    stable: { image: one, pods: { wanted: 4, ready: 4 } },
    fresh: null,
    weight: 0,
    state: 'steady',
  });
});

test.each([1, 2, 3])('an API server that goes away after write %d leaves what can be gone on with', async (after) => {
  const place = canaryPlace(`away-${after}`, { by: 'ingress-nginx', ingress: `away-${after}` });
  await serving(place);
  let writes = 0;
  world.called.push = function push(...calls) {
    for (const { verb } of calls)
      if ((verb === 'create' || verb === 'patch') && ++writes === after) world.simulation.trouble('away');
    return Array.prototype.push.apply(this, calls);
  };
  const moves: Move[] = [
    { kind: 'bring-up', image: two },
    { kind: 'weigh', percent: 25, image: two },
    { kind: 'take-back' },
  ];
  let faults = 0;
  for (const move of moves)
    for (let turn = 0; turn < 12; turn++) {
      const moved = await world.clusters.move(place, move, null).catch((error: unknown) => {
        if (!(error instanceof Fault)) throw error;
        faults += 1;
        world.simulation.trouble(null);
        return null;
      });
      if (moved !== null && moved.kind !== 'changed' && !moved.more) break;
      settle();
    }
  expect(faults).toBe(1);
  expect(await world.clusters.read(place)).toMatchObject({ stable: { image: one }, fresh: null, weight: 0 });
});

test.each([
  ['unschedulable', { kind: 'unschedulable' } as const, 'Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.'],
  ['pull', { kind: 'pull-fails' } as const, 'ImagePullBackOff: Back-off pulling image'],
  ['crash', { kind: 'crashes', afterSeconds: 1 } as const, 'it last ended with exit code 1'],
])(
  'a release that cannot come up says why, in one sentence for all of its pods: %s',
  async (name, behaviour, words) => {
    const place = colouredPlace(`up-${name}`, { by: 'replicas' });
    const image = `acme/${name}:1`;
    world.simulation.images.set(image, behaviour);
    await serving(place);
    await world.clusters.move(place, { kind: 'bring-up', image }, null);
    world.pass(5);
    const { fresh } = await world.clusters.read(place);
    expect(fresh?.pods.trouble).toEqual([expect.stringContaining(words)]);
    for (let step = 0; step < 12; step++) world.pass(60);
    const stalled = await world.clusters.read(place);
    expect(stalled).toMatchObject({ state: 'stalled', stable: { image: one, pods: { ready: 4, trouble: [] } } });
    expect(stalled.why).toContain(words);
  },
);

test('a pod that crashes again and again says so in the moments between as well', async () => {
  const place = colouredPlace('between', { by: 'replicas' });
  const image = 'acme/between:1';
  world.simulation.images.set(image, { kind: 'crashes', afterSeconds: 20 });
  await serving(place);
  await world.clusters.move(place, { kind: 'bring-up', image }, null);
  const said: string[] = [];
  for (let step = 0; step < 24; step++) {
    world.pass(5);
    const { fresh } = await world.clusters.read(place);
    if (fresh && fresh.pods.restarts > 0) said.push(fresh.pods.trouble.join());
  }
  const words = [...new Set(said)].toSorted();
  expect(words).toEqual([
    expect.stringMatching(/^CrashLoopBackOff: .*it last ended with exit code 1$/),
    'Error: it last ended with exit code 1',
  ]);
});
