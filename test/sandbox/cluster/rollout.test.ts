import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployment, startCluster } from './cluster-for-tests.ts';

let world: Awaited<ReturnType<typeof startCluster>>;
beforeAll(async () => {
  world = await startCluster();
});
afterAll(() => world.close());

const namespace = 'shop';
const strategic = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);
const create = (name: string, image: string, spec = {}) =>
  world.apps.createNamespacedDeployment({ namespace, body: deployment(name, image, spec) });
const setImage = (name: string, image: string) =>
  world.apps.patchNamespacedDeployment(
    { namespace, name, body: { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } } },
    strategic,
  );
const read = (name: string) => world.apps.readNamespacedDeployment({ namespace, name });
const condition = async (name: string, type: string) =>
  (await read(name)).status?.conditions?.find((each) => each.type === type);
const sets = async (name: string) =>
  (await world.apps.listNamespacedReplicaSet({ namespace, labelSelector: `app=${name}` })).items;

test('a new image rolls within surge and availability, a step each time pods become ready', async () => {
  await create('api', 'acme/api:1', { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
  expect((await read('api')).status?.availableReplicas).toBeUndefined();
  world.pass(6);
  expect((await read('api')).status?.availableReplicas).toBe(4);
  await setImage('api', 'acme/api:2');
  const updated: number[] = [];
  for (let step = 0; step < 4; step += 1) {
    const { status } = await read('api');
    updated.push(status?.updatedReplicas ?? 0);
    expect(status?.availableReplicas).toBe(4);
    expect(status?.replicas).toBeLessThanOrEqual(5);
    world.pass(5);
  }
  expect(updated).toEqual([1, 2, 3, 4]);
  expect((await condition('api', 'Progressing'))?.reason).toBe('NewReplicaSetAvailable');
  expect((await sets('api')).map(({ spec }) => spec?.replicas).sort()).toEqual([0, 4]);
});

test('going back to an earlier template uses its ReplicaSet again, as a new revision', async () => {
  const before = (await sets('api')).map(({ metadata }) => metadata?.name).sort();
  await setImage('api', 'acme/api:1');
  world.pass(60);
  const now = await sets('api');
  expect(now.map(({ metadata }) => metadata?.name).sort()).toEqual(before);
  const current = now.find(({ spec }) => spec?.replicas === 4);
  expect(current?.metadata?.annotations).toMatchObject({
    'deployment.kubernetes.io/revision': '3',
    'deployment.kubernetes.io/revision-history': '1',
  });
  expect((await read('api')).metadata?.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
});

test('an image that never becomes ready exceeds the progress deadline and takes nobody offline', async () => {
  world.cluster.images.set('acme/api:bad', { kind: 'never-ready' });
  await create('web', 'acme/web:1', { progressDeadlineSeconds: 60 });
  world.pass(10);
  await setImage('web', 'acme/api:bad');
  world.pass(50);
  expect((await condition('web', 'Progressing'))?.status).toBe('True');
  world.pass(30);
  expect(await condition('web', 'Progressing')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
  expect((await read('web')).status?.availableReplicas).toBe(3);
});

test('a container that crashes is restarted with growing pauses', async () => {
  world.cluster.images.set('acme/worker:1', { kind: 'crashes', afterSeconds: 2 });
  await create('worker', 'acme/worker:1', { replicas: 1 });
  const pod = async () => (await world.core.listNamespacedPod({ namespace, labelSelector: 'app=worker' })).items[0];
  world.pass(3);
  const container = (await pod())?.status?.containerStatuses?.[0];
  expect(container?.state?.waiting?.reason).toBe('CrashLoopBackOff');
  expect(container?.restartCount).toBe(1);
  world.pass(11);
  expect((await pod())?.status?.containerStatuses?.[0]?.restartCount).toBe(2);
  world.pass(12);
  expect((await pod())?.status?.containerStatuses?.[0]?.restartCount).toBe(2);
  const told = await world.core.listNamespacedEvent({ namespace, fieldSelector: 'reason=BackOff' });
  expect(told.items[0]).toMatchObject({ type: 'Warning', count: 2 });
});

test('what belonged to a deleted Deployment goes too', async () => {
  await world.apps.deleteNamespacedDeployment({ namespace, name: 'worker' });
  world.pass(40);
  expect(await sets('worker')).toEqual([]);
  expect((await world.core.listNamespacedPod({ namespace, labelSelector: 'app=worker' })).items).toEqual([]);
});
