import { ended } from '../model/deployment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import { changeList } from './change-list.ts';
import type { DeployMessage, ObserveRequest } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { orEndVisibly } from './ending.ts';
import { finishRun } from './finish.ts';
import { follow } from './follow.ts';
import { takeLaneIfFree } from './lane.ts';
import type { Observed } from './observed.ts';
import { observed } from './observed.ts';
import { whereItGoes } from './sighting.ts';
import { lateChecks, reportSkipped } from './skipped.ts';

/**
 * A run that was not started here: where it deploys to, what the rules say of it, and then the same as any other deployment. It
 * has started already, so nothing is waited for: what it skipped is said.
 */
export function observe(ports: DeployPorts) {
  return async (context: WorkflowContext<DeployMessage>, request: ObserveRequest): Promise<void> => {
    const sighted = await whereItGoes(context, ports, request);
    const seen = sighted && (await observed(context, ports, request, sighted));
    if (!seen) return;
    const { deployment } = seen;
    await orEndVisibly(context, ports, deployment, () => attend(context, ports, seen));
    if (ended(deployment.state)) await lateChecks(context, ports, seen);
  };
}

async function attend(context: WorkflowContext<DeployMessage>, ports: DeployPorts, seen: Observed): Promise<void> {
  const { deployment, look, run, starter } = seen;
  const repository = look.target.pipeline.repository;
  const elsewhere = deployment.startedElsewhere;
  if (elsewhere) elsewhere.beside = await takeLaneIfFree(context, ports, deployment);
  await record(context, ports, deployment, 'deployment.observed', starter, {
    environment: deployment.environment,
    services: deployment.services,
    ref: deployment.ref,
    sha: deployment.sha,
    run: { id: run.id, attempt: run.attempt, event: run.event, url: run.url },
    verdicts: deployment.verdicts,
    catalog: deployment.catalogHash,
  });
  await reportSkipped(context, ports, deployment, starter, run);
  await show(context, ports, deployment, 'observed');
  await changeList(context, ports, deployment, look);
  // Nobody has approved it, so nobody lets it in.
  const options = { attempt: run.attempt, target: look.environment.target, environment: undefined, cancelAtOnce: null };
  const last = await follow(context, ports, deployment, repository, run.id, options);
  await finishRun(context, ports, deployment, look.environment, repository, last);
}
