import { PatchStrategy, setHeaderOptions, type V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deployments } from '../../../sandbox/cluster/kinds.ts';
import { platformOf, shas } from './platform-for-tests.ts';

let world: Awaited<ReturnType<typeof platformOf>>;
beforeAll(async () => {
  world = await platformOf('goldensignals');
  await bringUpCanary();
});
beforeEach(() => world.platform.heal());
afterAll(() => world.close());

const namespace = 'production';
const stable = 'goldensignals-backend';
const canary = 'goldensignals-backend-canary';
const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);
const strategic = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);
const rate = `sum by (track) (rate(http_requests_total{environment="production",app=~"${stable}.*"}[1m]))`;
const errors = (track: string) =>
  `100 * sum(rate(http_requests_total{environment="production",track="${track}",code="500"}[2m])) / sum(rate(http_requests_total{environment="production",track="${track}"}[2m]))`;
const image = (name: string, tag: string) =>
  world.apps().patchNamespacedDeployment(
    {
      namespace,
      name,
      body: {
        spec: { template: { spec: { containers: [{ name: 'backend', image: `goldensignals/${stable}:${tag}` }] } } },
      },
    },
    strategic,
  );
const weigh = (percent: number) =>
  world.networking().patchNamespacedIngress(
    {
      namespace,
      name: canary,
      body: { metadata: { annotations: { 'nginx.ingress.kubernetes.io/canary-weight': String(percent) } } },
    },
    merge,
  );
const podsOf = async (app: string): Promise<V1Pod[]> =>
  (await world.core().listNamespacedPod({ namespace, labelSelector: `app=${app}` })).items;

/** A second Deployment, Service and Ingress, as a canary by ingress-nginx has them. */
async function bringUpCanary() {
  const labels = { app: canary, service: 'goldensignals', track: 'canary' };
  const containers = [{ name: 'backend', image: `goldensignals/${stable}:${shas.now}` }];
  const template = { metadata: { labels }, spec: { containers } };
  await world.apps().createNamespacedDeployment({
    namespace,
    body: { metadata: { name: canary, labels }, spec: { replicas: 1, selector: { matchLabels: labels }, template } },
  });
  const spec = { selector: { app: canary }, ports: [{ port: 8080 }] };
  await world.core().createNamespacedService({ namespace, body: { metadata: { name: canary }, spec } });
  const main = await world.networking().readNamespacedIngress({ namespace, name: stable });
  const annotations = {
    'nginx.ingress.kubernetes.io/canary': 'true',
    'nginx.ingress.kubernetes.io/canary-weight': '0',
  };
  const rules = main.spec?.rules?.map((rule) => ({
    ...rule,
    http: {
      paths: (rule.http?.paths ?? []).map((each) => ({
        ...each,
        backend: { service: { name: canary, port: { number: 8080 } } },
      })),
    },
  }));
  await world.networking().createNamespacedIngress({
    namespace,
    body: { metadata: { name: canary, annotations }, spec: { ...main.spec, ...(rules ? { rules } : {}) } },
  });
  world.pass(60);
}

test('the canary annotations of ingress-nginx share the traffic, and the next version alone has the errors', async () => {
  world.platform.befall({ effect: { errors: 0.25 }, environment: namespace, version: 'next' });
  await image(canary, shas.next);
  await weigh(10);
  world.pass(300);
  expect(await world.ask(rate)).toEqual({ stable: expect.closeTo(81, -1), canary: expect.closeTo(9, 0) });
  expect(await world.ask(errors('canary'))).toEqual({ '': expect.closeTo(25, 0) });
  expect(Object.values(await world.ask(errors('stable')))[0]).toBeLessThan(1);
  // Back to the version before, nothing is wrong.
  await image(canary, shas.now);
  world.pass(300);
  expect(Object.values(await world.ask(errors('canary')))[0]).toBeLessThan(1);
  await weigh(0);
});

test('containers of the next version crash, are counted, and take nothing from the version that runs', async () => {
  world.platform.befall({
    effect: { image: { kind: 'crashes', afterSeconds: 20 } },
    environment: namespace,
    version: 'next',
  });
  await image(canary, shas.old);
  world.pass(600);
  const restarts = (await podsOf(canary)).map(({ status }) => status?.containerStatuses?.[0]?.restartCount ?? 0);
  expect(Math.max(...restarts)).toBeGreaterThan(3);
  const counted = await world.ask(
    `max(increase(kube_pod_container_status_restarts_total{app="${canary}",version="${shas.old}"}[9m]))`,
  );
  expect(counted['']).toBeGreaterThan(2);
  expect((await podsOf(stable)).map(({ status }) => status?.containerStatuses?.[0]?.restartCount)).toEqual([
    0, 0, 0, 0,
  ]);
  const [pod] = await podsOf(canary);
  expect((await podsOf(canary)).length).toBeGreaterThan(0);
  expect(pod?.metadata?.labels?.track).toBe('canary');
});

test.each([
  ['unschedulable', 'Pending', 'Unschedulable'],
  ['never-ready', 'Running', 'ContainersNotReady'],
] as const)('the next version is %s, until everything is back to normal', async (kind, phase, reason) => {
  await image(canary, shas.now);
  world.pass(120);
  world.platform.befall({ effect: { image: { kind } }, environment: namespace, version: 'next' });
  await image(canary, shas.next);
  world.pass(60);
  const fresh = (await podsOf(canary)).find(({ spec }) => spec?.containers[0]?.image?.endsWith(shas.next));
  expect(fresh?.status?.phase).toBe(phase);
  expect(fresh?.status?.conditions?.map((condition) => condition.reason)).toContain(reason);
  world.platform.heal();
  world.pass(60);
  const ready = (await podsOf(canary)).flatMap(
    ({ status }) => status?.containerStatuses?.map((each) => each.ready) ?? [],
  );
  expect(ready).toEqual([true]);
});

test('what lasts for a while ends by itself', async () => {
  world.platform.befall({ effect: { errors: 0.5 }, environment: namespace, version: 'all' }, 120_000);
  world.pass(120);
  expect(Object.values(await world.ask(errors('stable')))[0]).toBeGreaterThan(40);
  world.pass(180);
  expect(Object.values(await world.ask(errors('stable')))[0]).toBeLessThan(1);
});

test('who changed what is told by the field managers', async () => {
  const name = stable;
  const managers = async () => {
    const read = await world.apps().readNamespacedDeployment({ namespace, name });
    return read.metadata?.managedFields?.map(({ manager, fieldsV1 }) => [manager, JSON.stringify(fieldsV1)]);
  };
  expect(await managers()).toEqual([['helm', expect.stringContaining('f:template')]]);
  await world
    .apps()
    .patchNamespacedDeployment(
      { namespace, name, body: { spec: { replicas: 5 } }, fieldManager: 'quarterdeck' },
      merge,
    );
  world.platform.cluster?.change('kubectl-edit', deployments, namespace, name, { spec: { minReadySeconds: 3 } });
  expect(await managers()).toEqual([
    ['helm', expect.not.stringContaining('f:replicas')],
    ['quarterdeck', '{"f:spec":{"f:replicas":{}}}'],
    ['kubectl-edit', '{"f:spec":{"f:minReadySeconds":{}}}'],
  ]);
});

test('where runs of GitHub deploy with Helm, the cluster has what they brought', async () => {
  world.arrive('goldensignals', 'staging', shas.next);
  world.pass(60);
  const { items } = await world.apps().listNamespacedDeployment({ namespace: 'staging' });
  const images = items.map(({ spec, status }) => [
    spec?.template.spec?.containers[0]?.image?.endsWith(shas.next),
    status?.availableReplicas,
  ]);
  expect(images).toEqual([
    [true, 2],
    [true, 1],
  ]);
});

test('an API server that is away answers nobody, and is there again', async () => {
  world.platform.cluster?.trouble('away');
  await expect(world.apps().listNamespacedDeployment({ namespace })).rejects.toThrow();
  world.platform.heal();
  expect((await world.apps().listNamespacedDeployment({ namespace })).items.length).toBeGreaterThan(1);
});
