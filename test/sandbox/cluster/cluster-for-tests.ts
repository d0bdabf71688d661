import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { createClock } from '../../../sandbox/clock.ts';
import { createCluster } from '../../../sandbox/cluster/cluster.ts';
import { createIds } from '../../../sandbox/ids.ts';

export const start = Date.parse('2026-01-20T15:05:00Z');

/** A cluster whose clock stands still until it is set, and the real SDK with the kubeconfig that the cluster wrote. */
export async function startCluster(more: { account?: { namespace: string; name: string } } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'cluster-'));
  const clock = createClock({ start, speed: 0 });
  const file = path.join(folder, 'kubeconfig');
  const cluster = await createCluster(
    { clock, ids: createIds('cluster') },
    { kubeconfig: file, namespaces: ['shop'], bookmarkEveryMs: 20, ...more },
  );
  const config = new KubeConfig();
  config.loadFromFile(file);
  return {
    cluster,
    config,
    apps: config.makeApiClient(AppsV1Api),
    core: config.makeApiClient(CoreV1Api),
    /** The world's time goes on. */
    pass: (seconds: number) => clock.set(clock.now() + seconds * 1_000),
    async close() {
      await cluster.close();
      clock.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function deployment(name: string, image: string, spec: Record<string, unknown> = {}) {
  const labels = { app: name };
  return {
    metadata: { name, labels },
    spec: {
      replicas: 4,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image }] } },
      ...spec,
    },
  };
}
