import { expect, test } from 'vitest';
import type { KubernetesStrategy } from '../../src/model/delivery.ts';
import { Fault } from '../../src/model/fault.ts';
import type { Finding } from '../../src/model/notice.ts';
import { clusterNeeds } from '../../src/policy/cluster-needs.ts';
import type { Place } from '../../src/ports/cluster.ts';
import { examineCatalogClusters } from '../../src/usecases/examining-clusters.ts';
import { notSetUp } from '../../src/usecases/not-set-up.ts';
import { catalog, environment, pipeline } from '../builders.ts';

const workload = (service: string, cluster: string) => ({
  service,
  cluster,
  namespace: 'shop',
  name: service,
  container: 'main',
  image: 'acme/api',
});
const strategy = (...workloads: ReturnType<typeof workload>[]): KubernetesStrategy => ({
  kind: 'canary',
  on: 'kubernetes',
  workloads,
  replicas: null,
  engine: 'quarterdeck',
  traffic: { by: 'http-route', route: 'all' },
  phases: [],
  deadline: 60_000,
});
const delivery = (each: KubernetesStrategy, major: KubernetesStrategy | null = null) => ({
  strategy: each,
  majorStrategy: major,
  analysis: null,
  smoke: [],
  roles: [],
  order: [],
  whenOneFails: 'stop' as const,
});
const own = { ...workload('web', 'east'), traffic: { by: 'http-route' as const, route: 'web' } };
const wanting = catalog({
  pipelines: [
    pipeline({
      name: 'shop',
      environments: [
        environment({ name: 'production', delivery: delivery(strategy(workload('api', 'east'), own), strategy(own)) }),
        environment({ name: 'staging', delivery: delivery(strategy(workload('api', 'west'))) }),
        environment({ name: 'elsewhere' }),
      ],
    }),
  ],
});

test('each workload is needed as it is moved, by its own traffic where it has some', () => {
  const needs = clusterNeeds(wanting).map(({ environment: name, workload: { service }, strategy: each }) => [
    name,
    service,
    'traffic' in each && each.traffic.by === 'http-route' ? each.traffic.route : null,
  ]);
  expect(needs).toEqual([
    ['shop production', 'api', 'all'],
    ['shop production', 'web', 'web'],
    ['shop production', 'web', 'web'],
    ['shop staging', 'api', 'all'],
  ]);
});

test('a cluster that the settings do not name is told with who wants it, and the others are looked at', async () => {
  const examined: string[] = [];
  const well: Finding = { ok: true, what: 'Cluster east', found: 'it answers', mend: null };
  const cluster = {
    names: () => ['east', 'north'],
    async examine(places: readonly Place[]) {
      examined.push(...places.map((place) => `${place.workload.service} ${place.workload.cluster}`));
      return [well];
    },
  };
  const found = await examineCatalogClusters(cluster, wanting);
  expect(found).toMatchObject([{ ok: false }, well]);
  expect(found[0]?.found).toBe(
    'Cluster west, which shop staging wants, is not among the contexts of the settings (there are: east, north): set QUARTERDECK_KUBECONFIG or QUARTERDECK_IN_CLUSTER.',
  );
  expect(examined).toEqual(['api east', 'web east', 'web east']);
});

test('without any cluster each is told, and nothing where the catalog wants none', async () => {
  const found = await examineCatalogClusters(null, wanting);
  expect(found.map(({ ok }) => ok)).toEqual([false, false]);
  expect(found[0]?.found).toContain('(none is set up)');
  expect(await examineCatalogClusters(null, catalog())).toEqual([]);
  const none = { metrics: null, silences: null, annotations: null, pages: null, cluster: null };
  expect(notSetUp(wanting, none)).toHaveLength(2);
  expect(notSetUp(catalog(), none)).toEqual([]);
});

test('a kubeconfig that cannot be read is a finding', async () => {
  const cluster = {
    names: () => ['east', 'west'],
    async examine(): Promise<Finding[]> {
      throw new Fault('denied', 'The kubeconfig /etc/kube cannot be read.');
    },
  };
  expect(await examineCatalogClusters(cluster, wanting)).toMatchObject([
    { ok: false, found: 'The kubeconfig /etc/kube cannot be read.' },
  ]);
});
