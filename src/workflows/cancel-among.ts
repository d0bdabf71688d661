import type { Deployment } from '../model/deployment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { answerLate } from './tell.ts';

export type Cancel = Extract<DeployMessage, { kind: 'cancel' }>;

/** The first wish to cancel among what has come meanwhile; everybody else reads that they are too late. */
export async function cancelAmong(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
): Promise<Cancel | null> {
  let cancel: Cancel | null = null;
  for (const message of await context.drain()) {
    if (message.kind === 'cancel') cancel ??= message;
    else await answerLate(context, ports, deployment, message);
  }
  return cancel;
}
