import type { ClusterSimulation } from '../cluster/cluster.ts';
import type { LiveWorld } from '../live.ts';
import type { Platform } from '../platform/platform.ts';

/** What the services of this world run on. @throws Error where the example says nothing of it. */
export async function platformOf({ platform }: LiveWorld): Promise<Platform> {
  if (platform === null) throw new Error('This example does not say what its services run on.');
  return platform.open();
}

/** @throws Error where this world has none. */
export async function clusterOf(world: LiveWorld): Promise<ClusterSimulation> {
  const { cluster } = await platformOf(world);
  if (cluster === null) throw new Error('This example runs on no cluster.');
  return cluster;
}
