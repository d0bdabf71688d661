import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployment, startCluster } from './cluster-for-tests.ts';

let world: Awaited<ReturnType<typeof startCluster>>;
beforeAll(async () => {
  world = await startCluster();
});
afterAll(() => world.close());

const namespace = 'shop';

/** A Deployment of one pod, and what its log says. */
async function run(name: string, image: string) {
  await world.apps.createNamespacedDeployment({ namespace, body: deployment(name, image, { replicas: 1 }) });
  return async (more: { previous?: boolean; tailLines?: number; container?: string } = {}) => {
    const { items } = await world.core.listNamespacedPod({ namespace, labelSelector: `app=${name}` });
    const pod = items[0]?.metadata?.name ?? '';
    return world.core.readNamespacedPodLog({ namespace, name: pod, ...more });
  };
}

test('a program says that it starts, listens and is ready', async () => {
  const log = await run('api', 'acme/api:1');
  world.pass(30);
  expect((await log()).split('\n')).toEqual([
    'level=info msg="starting" image=acme/api:1',
    'level=info msg="listening" addr=:8080',
    'level=info msg="ready"',
    '',
  ]);
  expect(await log({ tailLines: 1 })).toBe('level=info msg="ready"\n');
  await expect(log({ container: 'proxy' })).rejects.toThrow('container proxy is not valid for pod');
  await expect(log({ previous: true })).rejects.toThrow('previous terminated container');
});

test('one that crashes is read by its last words, before and after it was started anew', async () => {
  world.cluster.images.set('acme/worker:1', { kind: 'crashes', afterSeconds: 8, says: 'panic: no such account' });
  const log = await run('worker', 'acme/worker:1');
  world.pass(10);
  expect((await log()).split('\n').slice(-3)).toEqual(['panic: no such account', 'exit status 1', '']);
  world.pass(12);
  expect(await log()).not.toContain('panic');
  expect(await log({ previous: true })).toContain('panic: no such account\nexit status 1\n');
});

test('one that never gets ready says why, and one that never ran has said nothing', async () => {
  world.cluster.images.set('acme/web:1', { kind: 'never-ready' });
  const web = await run('web', 'acme/web:1');
  world.cluster.images.set('acme/gone:1', { kind: 'pull-fails' });
  const gone = await run('gone', 'acme/gone:1');
  world.pass(60);
  expect(await web({ tailLines: 1 })).toContain('no connection to the database');
  await expect(gone()).rejects.toThrow('is waiting to start: trying and failing to pull image');
});
