import { expect, test } from 'vitest';
import type { KubernetesStrategy, Workload } from '../../src/model/delivery.ts';
import { strategyFor } from '../../src/model/delivery.ts';

const worker: Workload = {
  service: 'worker',
  cluster: 'production',
  namespace: 'trading',
  name: 'worker',
  container: 'worker',
  image: `registry.example/worker:\${sha}`,
};
const canary: KubernetesStrategy = {
  kind: 'canary',
  on: 'kubernetes',
  workloads: [worker],
  replicas: null,
  engine: 'quarterdeck',
  traffic: { by: 'http-route', route: 'api' },
  phases: [{ weight: 10, watch: 900_000 }],
  deadline: 600_000,
};

test('a workload without traffic of its own is moved as the strategy says', () => {
  expect(strategyFor(canary, worker)).toBe(canary);
});

test("a workload's own traffic goes before the strategy's", () => {
  const own = strategyFor(canary, { ...worker, traffic: { by: 'replicas' } });
  expect(own).toEqual({ ...canary, traffic: { by: 'replicas' } });
});
