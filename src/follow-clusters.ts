import type { Log } from './adapters/log/log.ts';
import type { Connected } from './connect.ts';
import { type ClusterNews, createClusterNews } from './inbound/cluster-news.ts';
import { rolloutsOnClusters } from './usecases/rollouts.ts';
import type { DeployMessage } from './workflows/deploy-message.ts';

/** Whoever drives a rollout is woken when something changes in its cluster. Null where no cluster is set up. */
export function followClusters({ ports, durable }: Connected, replica: string, log: Log): ClusterNews | null {
  const { cluster, deployments } = ports;
  if (!cluster) return null;
  let changes = 0;
  return createClusterNews({
    cluster,
    inFlight: () => rolloutsOnClusters(ports),
    async signal(deploymentId) {
      const deployment = await deployments.get(deploymentId);
      const key = `cluster:${replica}:${Date.now()}:${changes++}`;
      if (deployment) await durable.send(deployment.driver, { kind: 'cluster' } satisfies DeployMessage, key);
    },
    onError: (err, deploymentId) => log.warn({ err, deploymentId }, 'a rollout could not be told of its cluster'),
  });
}
