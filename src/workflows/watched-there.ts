import type { WatchedThere } from '../model/facts.ts';
import { stillWatched } from '../model/rollout.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** What runs in an environment and is not verified because it is still looked at: one entry a service. */
export async function watchedThere(
  { deployments }: Pick<DeployPorts, 'deployments'>,
  environment: string,
  services: readonly string[],
): Promise<WatchedThere[]> {
  const running = (await deployments.running({ environment, services })).filter(({ verified }) => !verified);
  const ids = [...new Set(running.flatMap(({ deploymentId }) => deploymentId ?? []))];
  const read = await Promise.all(ids.map((id) => deployments.get(id)));
  const watches = new Map(read.flatMap((one) => (one?.watch ? [[one.id, one.watch] as const] : [])));
  return running.flatMap(({ service, sha, tree, deploymentId }) => {
    const watch = deploymentId === null ? undefined : watches.get(deploymentId);
    // One that broke off waits for nobody's answer, and comes to none.
    const open = watch?.state === 'watching' || (watch?.state === 'inconclusive' && watch.question !== null);
    if (!watch || !open) return [];
    if (stillWatched([service], watch).length === 0) return [];
    return [{ service, sha, tree, until: watch.until, asks: watch.question?.why ?? null }];
  });
}
