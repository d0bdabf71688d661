import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { reply } from './tell.ts';

/**
 * An effect that is worth trying and not worth failing for: cleaning up, telling GitHub. When it cannot be done, the thread says so
 * and the deployment goes on. Returns whether it was done. Only faults of the outside are taken so; anything else is an error.
 */
export async function attempted<M>(
  context: WorkflowContext<M>,
  ports: Pick<DeployPorts, 'chat'>,
  deployment: Deployment,
  name: string,
  otherwise: string,
  body: () => Promise<unknown>,
): Promise<boolean> {
  const { why } = await context.effect(name, async () => {
    try {
      await body();
      return { why: null };
    } catch (error) {
      if (ofOutside(error)) return { why: error.message };
      throw error;
    }
  });
  if (why === null) return true;
  await reply(context, ports, deployment, `not done: ${name}`, {
    kind: 'text',
    tone: 'warning',
    title: otherwise,
    lines: [why],
  });
  return false;
}
