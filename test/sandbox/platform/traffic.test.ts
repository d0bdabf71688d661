import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformOf, shas } from './platform-for-tests.ts';

let world: Awaited<ReturnType<typeof platformOf>>;
beforeAll(async () => {
  world = await platformOf('trading-engine');
});
afterAll(() => world.close());

const namespace = 'production';
const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
const strategic = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);
const rate = 'sum by (track) (rate(http_requests_total{service="api",environment="production"}[1m]))';

function image(name: string, tag: string) {
  const containers = [{ name: 'api', image: `ghcr.io/acme/trading-engine/api:${tag}` }];
  const body = { spec: { template: { spec: { containers } } } };
  return world.apps().patchNamespacedDeployment({ namespace, name, body }, strategic);
}

function weigh(blue: number, green: number) {
  const backendRefs = [
    { name: 'api-blue', port: 8080, weight: blue },
    { name: 'api-green', port: 8080, weight: green },
  ];
  const about = { group: 'gateway.networking.k8s.io', version: 'v1', namespace, plural: 'httproutes', name: 'api' };
  return world.custom().patchNamespacedCustomObject({ ...about, body: { spec: { rules: [{ backendRefs }] } } }, merge);
}

test('what stands at the beginning has stood for hours, and is measured since', async () => {
  const { items } = await world.apps().listNamespacedDeployment({ namespace });
  expect(items.map(({ metadata, status }) => [metadata?.name, status?.availableReplicas])).toContainEqual([
    'api-blue',
    5,
  ]);
  expect(await world.ask(rate)).toEqual({ blue: expect.closeTo(120, -1), green: 0 });
  expect(await world.ask('sum(rate(http_requests_total{service="api",environment="production"}[1h]))')).toEqual({
    '': expect.closeTo(120, -1),
  });
  expect(await world.ask('count by (version) (up{service="api",environment="production"})')).toEqual({
    [shas.old]: 1,
    [shas.now]: 5,
  });
});

test('an image that no commit made is not pulled; one of a commit is, and gets the traffic that its route gives it', async () => {
  await image('api-green', 'f'.repeat(40));
  world.pass(60);
  const pods = await world.core().listNamespacedPod({ namespace, labelSelector: 'app=api-green' });
  const waiting = pods.items.flatMap(({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason ?? []);
  expect(waiting).toEqual(['ImagePullBackOff']);
  await image('api-green', shas.next);
  world.pass(60);
  expect(await world.get('green.trading-engine.com')).toEqual({
    status: 200,
    body: { status: 'ok', service: 'api', version: shas.next },
  });
  expect((await world.get('canary.trading-engine.com')).body).toMatchObject({ version: shas.next });
  expect((await world.get('api.trading-engine.com')).body).toMatchObject({ version: shas.now });
  await weigh(95, 5);
  world.pass(120);
  expect(await world.ask(rate)).toEqual({ blue: expect.closeTo(114, -1), green: expect.closeTo(6, 0) });
  await weigh(0, 1);
  world.pass(120);
  expect(await world.ask(rate)).toEqual({ blue: 0, green: expect.closeTo(120, -1) });
  expect((await world.get('api.trading-engine.com')).body).toMatchObject({ version: shas.next });
  expect((await world.get('api-blue.production.svc')).body).toMatchObject({ version: shas.now });
});

test('a path that a service does not have, and a host that nobody has, are not found', async () => {
  expect((await world.get('api.trading-engine.com', '/nowhere')).status).toBe(404);
  expect((await world.get('elsewhere.example.com')).status).toBe(404);
});
