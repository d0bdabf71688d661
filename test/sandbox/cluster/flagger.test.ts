import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CustomObjectsApi, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Canary } from '../../../sandbox/cluster/canaries.ts';
import { deployment, startCluster } from './cluster-for-tests.ts';

let world: Awaited<ReturnType<typeof startCluster>>;
/** Types of gates that are closed, and what each was asked. */
const closed = new Set<string>();
const asked: { type: string; body: unknown }[] = [];
const gates = createServer((request, response) => {
  const type = (request.url ?? '').slice(1);
  let text = '';
  request.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  request.on('end', () => {
    asked.push({ type, body: JSON.parse(text) });
    response.writeHead(closed.has(type) ? 403 : 200).end();
  });
});
beforeAll(async () => {
  world = await startCluster();
  await new Promise<void>((resolve) => gates.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  gates.closeAllConnections();
  gates.close();
  await world.close();
});

/** Gates answer in real time. */
const patience = { timeout: 15_000, interval: 10 };
const namespace = 'shop';
const about = { group: 'flagger.app', version: 'v1beta1', namespace, plural: 'canaries' };
const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
const custom = () => world.config.makeApiClient(CustomObjectsApi);
const statusOf = async (name: string) => {
  const found: Canary = await custom().getNamespacedCustomObject({ ...about, name });
  return found.status;
};
const patch = (name: string, spec: unknown) =>
  custom().patchNamespacedCustomObject({ ...about, name, body: { spec } }, merge);
const setImage = (name: string, image: string) =>
  world.apps.patchNamespacedDeployment(
    { namespace, name, body: { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } } },
    setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
  );
const weights = async (name: string) => {
  const found = (await custom().getNamespacedCustomObject({
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    namespace,
    plural: 'httproutes',
    name,
  })) as { spec: { rules: { backendRefs: { weight: number }[] }[] } };
  return found.spec.rules[0]?.backendRefs.map(({ weight }) => weight);
};

async function make(name: string, hooks: string[]) {
  await world.apps.createNamespacedDeployment({ namespace, body: deployment(name, 'acme/api:1', { replicas: 2 }) });
  world.pass(10);
  const { port } = gates.address() as AddressInfo;
  const webhooks = hooks.map((type) => ({
    name: type,
    type,
    url: `http://127.0.0.1:${port}/${type}`,
    metadata: { gate: type },
  }));
  const spec = {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    service: { port: 80 },
    analysis: { interval: '30s', threshold: 5, maxWeight: 50, stepWeight: 25, webhooks },
  };
  const body = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { name }, spec };
  await custom().createNamespacedCustomObject({ ...about, body });
  await until(name, 'Initialized');
}

/** The world's time goes on, look by look, until the Canary is in this phase; gates answer in real time. */
async function until(name: string, phase: string) {
  await vi.waitFor(async () => {
    world.pass(30);
    expect((await statusOf(name)).phase).toBe(phase);
  }, patience);
}

test('a primary is made beside the target, serves, and the target is scaled to nothing', async () => {
  await make('web', []);
  const primary = await world.apps.readNamespacedDeployment({ namespace, name: 'web-primary' });
  expect([primary.status?.availableReplicas, primary.spec?.selector.matchLabels]).toEqual([2, { app: 'web-primary' }]);
  expect((await world.apps.readNamespacedDeployment({ namespace, name: 'web' })).spec?.replicas).toBe(0);
  const service = await world.core.readNamespacedService({ namespace, name: 'web' });
  expect(service.spec?.selector).toEqual({ app: 'web-primary' });
  expect(await weights('web')).toEqual([100, 0]);
});

test('a new image gets its share step by step, and becomes the primary', async () => {
  await setImage('web', 'acme/api:2');
  await until('web', 'Progressing');
  const seen = new Set<number>();
  await vi.waitFor(async () => {
    world.pass(30);
    const status = await statusOf('web');
    seen.add(status.canaryWeight ?? 0);
    expect(status.phase).toBe('Succeeded');
  }, patience);
  expect([...seen]).toEqual(expect.arrayContaining([25, 50, 0]));
  const primary = await world.apps.readNamespacedDeployment({ namespace, name: 'web-primary' });
  expect(primary.spec?.template.spec?.containers[0]?.image).toBe('acme/api:2');
  expect(await weights('web')).toEqual([100, 0]);
  expect((await statusOf('web')).conditions?.[0]).toMatchObject({
    type: 'Promoted',
    status: 'True',
    reason: 'Succeeded',
  });
});

test('gates are asked, and hold it at the beginning, at a weight and before the promotion', async () => {
  const types = ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback'];
  for (const type of types) closed.add(type);
  await make('api', types);
  await setImage('api', 'acme/api:2');
  await until('api', 'Waiting');
  expect(asked).toContainEqual({
    type: 'confirm-rollout',
    body: { name: 'api', namespace, phase: expect.any(String), metadata: { gate: 'confirm-rollout' } },
  });
  closed.delete('confirm-rollout');
  await until('api', 'Progressing');
  await vi.waitFor(() => {
    world.pass(30);
    expect(asked.map(({ type }) => type)).toContain('confirm-traffic-increase');
  }, patience);
  expect((await statusOf('api')).canaryWeight).toBe(0);
  closed.delete('confirm-traffic-increase');
  await until('api', 'WaitingPromotion');
  expect(await weights('api')).toEqual([50, 50]);
  closed.delete('confirm-promotion');
  await until('api', 'Succeeded');
});

test('its rollback gate takes it back, and skipAnalysis goes straight on', async () => {
  await setImage('api', 'acme/api:3');
  await until('api', 'Progressing');
  closed.delete('rollback');
  await until('api', 'Failed');
  expect(await weights('api')).toEqual([100, 0]);
  const primary = await world.apps.readNamespacedDeployment({ namespace, name: 'api-primary' });
  expect(primary.spec?.template.spec?.containers[0]?.image).toBe('acme/api:2');
  closed.add('rollback');
  asked.length = 0;
  await setImage('api', 'acme/api:2');
  // What serves is no new version: nothing is begun, nor asked.
  for (let look = 0; look < 10; look++) {
    world.pass(30);
    expect((await statusOf('api')).phase).toBe('Failed');
  }
  expect(asked).toEqual([]);
  await patch('api', { skipAnalysis: true });
  await setImage('api', 'acme/api:4');
  await until('api', 'Succeeded');
  const now = await world.apps.readNamespacedDeployment({ namespace, name: 'api-primary' });
  expect(now.spec?.template.spec?.containers[0]?.image).toBe('acme/api:4');
});

test('suspended it does nothing, and a version that does not come up is given up at its deadline', async () => {
  await patch('web', { suspend: true });
  world.cluster.images.set('acme/api:9', { kind: 'never-ready' });
  await setImage('web', 'acme/api:9');
  world.pass(120);
  expect((await statusOf('web')).phase).toBe('Succeeded');
  await patch('web', { suspend: false });
  await until('web', 'Progressing');
  world.pass(700);
  await until('web', 'Failed');
  expect((await world.apps.readNamespacedDeployment({ namespace, name: 'web' })).spec?.replicas).toBe(0);
});
