import { CustomObjectsApi, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rollout } from '../../../sandbox/cluster/rollouts.ts';
import { startCluster } from './cluster-for-tests.ts';

let world: Awaited<ReturnType<typeof startCluster>>;
beforeAll(async () => {
  world = await startCluster();
  for (const service of ['api', 'api-canary'])
    await world.core.createNamespacedService({
      namespace,
      body: { metadata: { name: service }, spec: { selector: { app: 'api' }, ports: [{ port: 80 }] } },
    });
});
afterAll(() => world.close());

const namespace = 'shop';
const about = { group: 'argoproj.io', version: 'v1alpha1', namespace, plural: 'rollouts' };
const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
const custom = () => world.config.makeApiClient(CustomObjectsApi);
const read = async (name: string): Promise<Rollout> => custom().getNamespacedCustomObject({ ...about, name });
/** As `kubectl argo rollouts` does. */
const patch = (name: string, body: unknown) => custom().patchNamespacedCustomObject({ ...about, name, body }, merge);
const patchStatus = (name: string, status: unknown) =>
  custom().patchNamespacedCustomObjectStatus({ ...about, name, body: { status } }, merge);
const setImage = (name: string, image: string) =>
  patch(name, { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } });

async function make(name: string, canary: Record<string, unknown>) {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'acme/api:1' }] } };
  const spec = { replicas: 4, selector: { matchLabels: labels }, template, strategy: { canary } };
  const body = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name }, spec };
  await custom().createNamespacedCustomObject({ ...about, body });
  world.pass(10);
}

/** Image and ready pods of each set that has any. */
async function serving(name: string): Promise<Record<string, number>> {
  const { items } = await world.apps.listNamespacedReplicaSet({ namespace, labelSelector: `app=${name}` });
  const ready = items.filter(({ status }) => (status?.readyReplicas ?? 0) > 0);
  return Object.fromEntries(
    ready.map(({ spec, status }) => [spec?.template?.spec?.containers[0]?.image ?? '', status?.readyReplicas ?? 0]),
  );
}

const steps = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }, { pause: { duration: '5m' } }];

test('the first version serves as soon as it is there, without any step', async () => {
  await make('web', { steps });
  const { status, metadata } = await read('web');
  expect(status).toMatchObject({
    phase: 'Healthy',
    currentStepIndex: 4,
    availableReplicas: 4,
    observedGeneration: '1',
  });
  expect(status.stableRS).toBe(status.currentPodHash);
  expect(metadata.annotations?.['rollout.argoproj.io/revision']).toBe('1');
});

test('the next one takes its steps: a weight, a pause for somebody, a pause for a while, and then all', async () => {
  await setImage('web', 'acme/api:2');
  world.pass(30);
  expect((await read('web')).status).toMatchObject({
    phase: 'Paused',
    message: 'CanaryPauseStep',
    currentStepIndex: 1,
    pauseConditions: [{ reason: 'CanaryPauseStep' }],
  });
  expect(await serving('web')).toEqual({ 'acme/api:1': 3, 'acme/api:2': 1 });
  await patchStatus('web', { pauseConditions: null });
  world.pass(60);
  expect((await read('web')).status).toMatchObject({ phase: 'Paused', currentStepIndex: 3 });
  expect(await serving('web')).toEqual({ 'acme/api:1': 2, 'acme/api:2': 2 });
  world.pass(330);
  expect((await read('web')).status).toMatchObject({ phase: 'Healthy', currentStepIndex: 4 });
  expect(await serving('web')).toEqual({ 'acme/api:2': 4 });
});

test('abort takes it back and says so; retry tries again; undo makes it healthy', async () => {
  await setImage('web', 'acme/api:3');
  world.pass(30);
  await patchStatus('web', { abort: true });
  world.pass(30);
  expect((await read('web')).status).toMatchObject({
    phase: 'Degraded',
    message: 'RolloutAborted: Rollout aborted update to revision 3',
    abort: true,
  });
  expect(await serving('web')).toEqual({ 'acme/api:2': 4 });
  await patchStatus('web', { abort: false });
  world.pass(30);
  expect((await read('web')).status.phase).toBe('Paused');
  await setImage('web', 'acme/api:2');
  world.pass(30);
  expect((await read('web')).status).toMatchObject({ phase: 'Healthy', currentStepIndex: 4 });
  expect(await serving('web')).toEqual({ 'acme/api:2': 4 });
});

test('promote --full skips what is left, and a version that does not come up is degraded after its deadline', async () => {
  await setImage('web', 'acme/api:4');
  world.pass(30);
  await patchStatus('web', { promoteFull: true });
  world.pass(60);
  expect((await read('web')).status).toMatchObject({ phase: 'Healthy', promoteFull: false });
  expect(await serving('web')).toEqual({ 'acme/api:4': 4 });
  world.cluster.images.set('acme/api:5', { kind: 'never-ready' });
  await setImage('web', 'acme/api:5');
  world.pass(300);
  expect((await read('web')).status).toMatchObject({ phase: 'Progressing' });
  world.pass(400);
  expect((await read('web')).status).toMatchObject({
    phase: 'Degraded',
    message: expect.stringMatching(/^ProgressDeadlineExceeded: ReplicaSet "web-.*" has timed out progressing\.$/),
  });
  expect(await serving('web')).toMatchObject({ 'acme/api:4': expect.any(Number) });
});

test('with a router all stable pods stay, and the weights are told to the route and to whoever reads', async () => {
  const route = { group: 'gateway.networking.k8s.io', version: 'v1', namespace, plural: 'httproutes' };
  const backendRefs = [
    { name: 'api', weight: 100 },
    { name: 'api-canary', weight: 0 },
  ];
  const body = { metadata: { name: 'api' }, spec: { rules: [{ backendRefs }] } };
  await custom().createNamespacedCustomObject({ ...route, body });
  await make('api', {
    stableService: 'api',
    canaryService: 'api-canary',
    trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: 'api', namespace } } },
    steps: [{ setWeight: 10 }, { pause: {} }],
  });
  await setImage('api', 'acme/api:2');
  world.pass(30);
  const { status } = await read('api');
  expect(status.canary?.weights).toMatchObject({ canary: { weight: 10 }, stable: { weight: 90 } });
  expect(await serving('api')).toEqual({ 'acme/api:1': 4, 'acme/api:2': 1 });
  const weights = async () => {
    const found = (await custom().getNamespacedCustomObject({ ...route, name: 'api' })) as {
      spec: { rules: { backendRefs: { weight: number }[] }[] };
    };
    return found.spec.rules[0]?.backendRefs.map(({ weight }) => weight);
  };
  expect(await weights()).toEqual([90, 10]);
  const service = await world.core.readNamespacedService({ namespace, name: 'api-canary' });
  expect(service.spec?.selector).toEqual({ app: 'api', 'rollouts-pod-template-hash': status.currentPodHash });
  await patchStatus('api', { pauseConditions: null });
  world.pass(60);
  expect(await weights()).toEqual([100, 0]);
  expect(await serving('api')).toEqual({ 'acme/api:2': 4 });
});

test('paused by hand it goes no further, and resumed it does', async () => {
  await patch('api', { spec: { paused: true } });
  await setImage('api', 'acme/api:6');
  world.pass(60);
  expect((await read('api')).status).toMatchObject({
    phase: 'Paused',
    message: 'manually paused',
    currentStepIndex: 0,
  });
  await patch('api', { spec: { paused: false } });
  world.pass(60);
  expect((await read('api')).status).toMatchObject({ message: 'CanaryPauseStep', currentStepIndex: 1 });
});
