import type { Deployment } from '../model/deployment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { Admitted } from './admission.ts';
import { attempted } from './attempted.ts';
import { record } from './audit.ts';
import { waitForGitHub } from './away.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { dispatch } from './dispatch.ts';
import { end } from './ending.ts';
import { finishRun, githubDeployment } from './finish.ts';
import { follow } from './follow.ts';
import { goesOut } from './going-out.ts';
import { pin, unpin } from './pin.ts';
import { RunPart } from './run-part.ts';
import { answerLate, cancelledBy } from './tell.ts';

/**
 * Everything is decided and the lane is held: one run, from its dispatch to its end. `look-again` when so much time has passed
 * before GitHub took it that everything has to be judged anew; the lane is still held then.
 */
export async function rollOut(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  { environment, target, seen, waited }: Admitted,
): Promise<'ended' | 'look-again'> {
  const { repository } = target.pipeline;
  for (const message of waited ? await context.drain() : []) {
    if (message.kind !== 'cancel') await answerLate(context, ports, deployment, message);
    else return cancelled(context, ports, deployment, message);
  }
  const pointsAt = seen?.pointsAt?.known ? seen.pointsAt.value : null;
  const pinned = await pin(context, ports, deployment, environment, repository, pointsAt);
  if (pinned.kind === 'away') {
    const { cancel } = await waitForGitHub(context, ports, deployment, pinned, 0);
    if (!cancel) return 'look-again';
    await cancelled(context, ports, deployment, cancel);
    await unpin(context, ports, deployment, repository);
    return 'ended';
  }
  if (pinned.kind === 'moved') {
    const { verdict } = pinned;
    deployment.verdicts = [...deployment.verdicts.filter(({ gate }) => gate !== verdict.gate), verdict];
    deployment.note = `${verdict.says} ${verdict.unblock ?? ''}`.trim();
    await record(
      context,
      ports,
      deployment,
      'deployment.refused',
      { system: 'quarterdeck' },
      { verdicts: [verdict] },
      'moved',
    );
    await end(context, ports, deployment, 'refused');
    return 'ended';
  }
  await goesOut(context, ports, deployment, environment);
  deployment.headMustMatch = pinned.headShaMustMatch;
  deployment.state = 'dispatching';
  const began = seen
    ? { now: seen.facts.now, real: seen.madeAt }
    : await context.step('begin to dispatch', async () => ({ now: ports.clock.now(), real: ports.realNow() }));
  deployment.stateSince = began.now;
  const dispatched = await dispatch(context, ports, deployment, repository, pinned, began.real);
  if (dispatched.kind === 'look-again') return 'look-again';
  if (dispatched.kind === 'cancelled') {
    await cancelled(context, ports, deployment, dispatched.by);
    await unpin(context, ports, deployment, repository);
    return 'ended';
  }
  if (dispatched.kind === 'failed') {
    deployment.note = dispatched.why;
    await end(context, ports, deployment, 'failed');
    await unpin(context, ports, deployment, repository);
    return 'ended';
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
    await attempted(context, ports, deployment, 'deployment on GitHub', 'GitHub could not be told of it', () =>
      ports.runs.recordDeployment(githubDeployment(deployment, repository)),
    );
  }
  const part = deployment.mayGoOn ? new RunPart(context, deployment, target.pipeline, undefined) : undefined;
  const run = await follow(context, ports, deployment, repository, dispatched.runId, {
    ...(part && { part }),
    attempt: 1,
    target: environment.target,
    environment: environment.githubEnvironment,
    cancelAtOnce: dispatched.cancel,
  });
  await finishRun(context, ports, deployment, environment, repository, run);
  await part?.beginOthers();
  await unpin(context, ports, deployment, repository);
  return 'ended';
}

async function cancelled(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  by: Extract<DeployMessage, { kind: 'cancel' }>,
): Promise<'ended'> {
  deployment.note = cancelledBy(by, 'before its run was started');
  await record(context, ports, deployment, 'deployment.cancel-requested', by.by, {}, by.id);
  await end(context, ports, deployment, 'cancelled');
  return 'ended';
}
