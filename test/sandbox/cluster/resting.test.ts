import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployment, startCluster } from './cluster-for-tests.ts';

let world: Awaited<ReturnType<typeof startCluster>>;
beforeAll(async () => {
  world = await startCluster();
});
afterAll(() => world.close());

const namespace = 'shop';
const create = (name: string, spec = {}) =>
  world.apps.createNamespacedDeployment({ namespace, body: deployment(name, `acme/${name}:1`, spec) });
const podsOf = async (name: string) =>
  (await world.core.listNamespacedPod({ namespace, labelSelector: `app=${name}` })).items;

test('pods at rest are looked at again when their image behaves otherwise', async () => {
  await create('calm', { replicas: 2 });
  world.pass(10);
  world.cluster.images.set('acme/calm:1', { kind: 'crashes', afterSeconds: 60 });
  // Any change of anything wakes the controllers.
  await create('other', { replicas: 1 });
  world.pass(70);
  const restarts = (await podsOf('calm')).map(({ status }) => status?.containerStatuses?.[0]?.restartCount);
  expect(restarts).toEqual([1, 1]);
});

test('a set at rest makes a pod that was taken from it anew, and a Recreate waits until the old ones are gone', async () => {
  await create('waits', { replicas: 2, strategy: { type: 'Recreate' } });
  world.pass(10);
  const [first] = await podsOf('waits');
  await world.core.deleteNamespacedPod({ namespace, name: first?.metadata?.name ?? '' });
  world.pass(10);
  const names = (await podsOf('waits')).map(({ metadata }) => metadata?.name);
  expect(names).toHaveLength(2);
  expect(names).not.toContain(first?.metadata?.name);
  const body = deployment('waits', 'acme/waits:2', { replicas: 2, strategy: { type: 'Recreate' } });
  await world.apps.replaceNamespacedDeployment({ namespace, name: 'waits', body });
  const images = async () => (await podsOf('waits')).map(({ spec }) => spec?.containers[0]?.image);
  expect(await images()).toEqual(['acme/waits:1', 'acme/waits:1']);
  world.pass(10);
  expect(await images()).toEqual(['acme/waits:2', 'acme/waits:2']);
});

test('events are forgotten after an hour, and what belonged to a Deployment goes with it', async () => {
  const events = async () => (await world.core.listNamespacedEvent({ namespace })).items.length;
  await world.apps.deleteNamespacedDeployment({ namespace, name: 'calm' });
  world.pass(40);
  expect(await podsOf('calm')).toEqual([]);
  expect(await events()).toBeGreaterThan(0);
  world.pass(3_700);
  world.cluster.settle();
  expect(await events()).toBe(0);
});
