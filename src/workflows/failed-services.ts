import type { Deployment } from '../model/deployment.ts';
import type { DeployPorts } from './deploy-ports.ts';

/**
 * The services whose last rollout in the environment failed. Rollouts that were refused, rejected or cancelled changed nothing and do
 * not count. A deployment that is asked for again (a re-run) is one that ended before it was asked for.
 */
export async function failedServices(
  ports: Pick<DeployPorts, 'deployments'>,
  deploymentId: string,
  environment: string,
  services: readonly string[],
): Promise<string[]> {
  const own = await ports.deployments.get(deploymentId);
  const failed = await Promise.all(
    services.map(async (service) => {
      const states = ['succeeded', 'failed', 'rolled-back'] as const;
      const [last] = await ports.deployments.list({ environment, service, states, limit: 1 });
      if (own && isFailedRun(own) && (!last || own.requestedAt >= last.requestedAt)) return true;
      return last !== undefined && last.state !== 'succeeded';
    }),
  );
  return services.filter((_, index) => failed[index]);
}

function isFailedRun({ run }: Deployment): boolean {
  return ['failure', 'timed_out', 'startup_failure'].includes(run?.conclusion ?? '');
}
