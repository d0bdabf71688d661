import type { Deployment } from '../model/deployment.ts';
import type { Watch } from '../model/rollout.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { showStored } from './card.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** Brings what is seen into the deployment's message. Others may have written about it meanwhile: only the watch is put into what is stored. */
export async function showWatch<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  watch: Watch,
  why: string,
): Promise<void> {
  deployment.watch = watch;
  const over = watch.state !== 'watching';
  const change = (stored: Deployment) => {
    stored.watch = watch;
  };
  await showStored(context, ports, deployment.id, why, change, over);
}
