import type { DeployPorts } from './deploy-ports.ts';

/** Deployments in words that people know (what, of what, by whom), by id. */
export async function sayRollouts(
  ports: Pick<DeployPorts, 'deployments'>,
  deploymentIds: readonly string[],
): Promise<Record<string, string>> {
  const ids = [...new Set(deploymentIds)];
  const found = await Promise.all(ids.map((id) => ports.deployments.get(id)));
  return Object.fromEntries(
    found.flatMap((held) => (held ? [[held.id, `${held.target} ${held.ref.name} by ${held.requester.name}`]] : [])),
  );
}
