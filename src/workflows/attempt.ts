import type { Environment } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Repository } from '../model/repository.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { dispatch } from './dispatch.ts';
import { end, finishRun, githubDeployment } from './finish.ts';
import { follow } from './follow.ts';
import { pin, unpin } from './pin.ts';

/** Everything is decided and the lane is held: one run, from its dispatch to its end. */
export async function rollOut(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
  repository: Repository,
): Promise<void> {
  const cancel = (await context.drain()).find((message) => message.kind === 'cancel');
  if (cancel?.kind === 'cancel') {
    deployment.note = `Cancelled by ${cancel.by.name} before it was dispatched.`;
    return end(context, ports, deployment, 'cancelled');
  }
  const pinned = await pin(context, ports, deployment, environment, repository);
  if (pinned.kind === 'moved') {
    const { verdict } = pinned;
    deployment.verdicts = [...deployment.verdicts.filter(({ gate }) => gate !== verdict.gate), verdict];
    deployment.note = `${verdict.says} ${verdict.unblock ?? ''}`.trim();
    await record(context, ports, deployment, 'deployment.refused', { system: 'quarterdeck' }, { verdicts: [verdict] });
    return end(context, ports, deployment, 'refused');
  }
  deployment.state = 'dispatching';
  deployment.stateSince = await context.now();
  const dispatched = await dispatch(context, ports, deployment, repository, pinned);
  if (dispatched.kind === 'failed') {
    deployment.note = dispatched.why;
    await end(context, ports, deployment, 'failed');
    return unpin(context, ports, deployment, repository);
  }
  const attempt = deployment.attempts.at(-1);
  if (attempt) attempt.runId = dispatched.runId;
  await record(context, ports, deployment, 'deployment.dispatched', deployment.requester, {
    runId: dispatched.runId,
    ref: pinned.ref,
    sha: deployment.sha,
    inputs: { ...deployment.inputs, ...pinned.inputs },
    approvers: deployment.approval?.votes ?? [],
    verdicts: deployment.verdicts,
  });
  if (environment.githubDeployments === 'bot') {
    await context.effect('deployment on GitHub', () =>
      ports.runs.recordDeployment(githubDeployment(deployment, repository)),
    );
  }

  const run = await follow(context, ports, deployment, repository, dispatched.runId, {
    attempt: 1,
    target: environment.target,
    mustBeOf: pinned.headShaMustMatch ? deployment.sha : null,
  });
  if (pinned.headShaMustMatch && run.headSha !== deployment.sha) await end(context, ports, deployment, 'failed');
  else await finishRun(context, ports, deployment, environment, repository, run);
  if (environment.pin === 'temporary-tag') await unpin(context, ports, deployment, repository);
}
