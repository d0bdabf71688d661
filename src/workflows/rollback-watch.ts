import type { Environment } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { beginAround } from './going-out.ts';
import { itIsWellAgain } from './page.ts';
import { beginWatch, endWatches, lookOn } from './watch-message.ts';

/** It goes out: nothing more is looked at of what runs, and dashboards show it. Its alerts are heard: something is wrong there already. */
export async function beginsToRollBack(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  { around }: Environment,
): Promise<void> {
  await endWatches(context, ports, deployment);
  await beginAround(context, deployment, around && { ...around, silence: null });
}

/** The earlier version serves, and is looked at as after any deployment: it is held against what it was like before the bad one came. */
export async function watchWhatCameBack(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
): Promise<void> {
  const of = deployment.rollback?.of ?? null;
  if (environment.watch && of !== null) {
    const before = await context.step(
      'what it was like before',
      async () => (await ports.deployments.get(of))?.baseline ?? null,
    );
    if (before) deployment.baseline = before;
  }
  await beginWatch(context, deployment, environment);
}

/** Its own workflow has said its last word. Where nothing more is looked at, this is as well as it gets. */
export async function cameBack(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
): Promise<void> {
  if (environment.watch) await lookOn(context, deployment);
  else await itIsWellAgain({ context, ports, deployment, environment });
}
