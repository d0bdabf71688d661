import type { Deployment } from '../model/deployment.ts';
import type { Instant } from '../model/time.ts';
import { blocked } from '../model/verdict.ts';
import { earliest } from '../policy/earliest.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { type Admitted, passGates } from './admission.ts';
import { record } from './audit.ts';
import { orAway, waitForGitHub } from './away.ts';
import { canRerun } from './card.ts';
import type { DeployMessage, RerunRequest } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { end, orEndVisibly } from './ending.ts';
import { fixedRef } from './find-ref.ts';
import { finishRun } from './finish.ts';
import { follow } from './follow.ts';
import type { Asked, Look } from './gather.ts';
import { look, questionAgain } from './gather.ts';
import { goesOut } from './going-out.ts';
import { found } from './refusal.ts';
import { RunPart } from './run-part.ts';
import { answerLate, tell } from './tell.ts';
import { approversOf } from './vote.ts';
import type { WaysOut } from './ways-out.ts';
import { waysOut } from './ways-out.ts';

/**
 * Re-runs the failed jobs: a new attempt of the same deployment, in the same message. Permission and all gates run, with the
 * rights of whoever pressed; an approval counts only while it is valid, and not that of who presses.
 */
export function rerun(ports: DeployPorts) {
  return async (context: WorkflowContext<DeployMessage>, request: RerunRequest): Promise<void> => {
    const deployment = await context.step('begin', () => begin(ports, context.id, request));
    const runId = deployment?.run?.id;
    if (!deployment || runId === undefined) {
      return tell(context, ports, request, {
        kind: 'text',
        tone: 'warning',
        title: 'There is nothing to re-run',
        lines: ['The deployment has moved on since the button was shown.'],
      });
    }
    await orEndVisibly(context, ports, deployment, () => attempt(context, ports, deployment, request, runId));
  };
}

async function attempt(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  request: RerunRequest,
  runId: number,
): Promise<void> {
  const ref = fixedRef(deployment);
  // An emergency was for that attempt; another one is asked for anew, or passes the gates.
  const asking = { ref, askedBy: request.by.slackId, glass: false };
  const voters = deployment.approval ? approversOf(deployment.approval) : [];
  const first = await context.step('look', () => look(ports, questionAgain(deployment, asking, voters)));
  if (!first || blocked(first.verdicts)) {
    await record(context, ports, deployment, 'deployment.refused', request.by, { verdicts: first?.verdicts ?? [] });
    const subject = `${deployment.target} ${deployment.ref.name} to ${deployment.environment}`;
    const opens = first ? earliest(first.environment, first.facts) : null;
    const ways = await context.effect('not begun', async () => {
      await ports.deployments.save(deployment);
      return first && waysOfRerun(ports, deployment, first, opens);
    });
    const now = await context.now();
    const what = `A re-run of ${subject}`;
    if (first) {
      const timezone = first.environment.gates.window?.timezone ?? null;
      const { verdicts } = first;
      return tell(context, ports, request, {
        kind: 'refusal',
        what,
        verdicts,
        ref,
        earliest: opens,
        ...(ways ? found(ways) : { buttons: [], links: [] }),
        now,
        timezone,
      });
    }
    const lines = ['The catalog no longer has this service or environment.'];
    return tell(context, ports, request, { kind: 'text', tone: 'error', title: `${what} is not possible`, lines });
  }
  const { verdicts } = first;
  await record(context, ports, deployment, 'deployment.rerun-requested', request.by, { verdicts });
  const now = await context.now();
  deployment.verdicts = verdicts;
  deployment.endedAt = null;
  deployment.note = null;
  const number = deployment.attempts.length + 1;
  deployment.attempts.push({ number, kind: 'rerun', by: request.by, startedAt: now, endedAt: null, runId });
  await again(context, ports, deployment, { first, ...asking }, runId);
}

/** To try again is another re-run; everything else that is offered is a new deployment of the same commit. */
async function waysOfRerun(
  ports: DeployPorts,
  deployment: Deployment,
  seen: Look,
  opens: Instant | null,
): Promise<WaysOut> {
  const { id, environment, target, ref, reason, requestedInputs: inputs } = deployment;
  const change = deployment.change === undefined ? null : ((await ports.changes.get(deployment.change))?.plan ?? null);
  const request = { environment, target, reason, inputs, ref: ref.name, change };
  const what = `${target} ${ref.name} to ${environment}`;
  return waysOut(ports, request, { what, seen, ref: fixedRef(deployment), opens, now: ports.clock.now(), rerunOf: id });
}

async function again(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: Asked,
  runId: number,
): Promise<void> {
  const before = deployment.run?.attempt ?? 1;
  const started = await startAgain(context, ports, deployment, asked, { runId, before });
  if (!started) return;
  const { environment, target } = started;
  const repository = target.pipeline.repository;
  await goesOut(context, ports, deployment, environment);
  const goesOn = deployment.origin.via === 'github' || deployment.mayGoOn;
  const part = goesOn ? new RunPart(context, deployment, target.pipeline, undefined) : undefined;
  const options = {
    ...(part && { part }),
    attempt: before + 1,
    target: environment.target,
    environment: environment.githubEnvironment,
    cancelAtOnce: null,
  };
  const run = await follow(context, ports, deployment, repository, runId, options);
  await finishRun(context, ports, deployment, environment, repository, run);
  await part?.beginOthers();
}

/** Asks until GitHub answers, each time past every gate anew. Null when it ended on the way. */
async function startAgain(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  asked: Asked,
  { runId, before }: { runId: number; before: number },
): Promise<Admitted | null> {
  for (let anew = false; ; anew = true) {
    const admitted = await passGates(context, ports, deployment, asked, anew);
    if (!admitted) return null;
    for (const message of await context.drain()) {
      if (message.kind === 'cancel') return cancelled(context, ports, deployment, message);
      await answerLate(context, ports, deployment, message);
    }
    deployment.admitted = true;
    const { repository } = admitted.target.pipeline;
    const ask = () => ports.runs.rerunFailed(repository, runId, before);
    const answer = await context.effect('re-run on GitHub', () => orAway(ask));
    if (answer.kind === 'refused') {
      deployment.note = `GitHub refused the re-run: ${answer.why}`;
      await end(context, ports, deployment, 'failed');
      return null;
    }
    if (answer.kind !== 'away') return admitted;
    const { cancel } = await waitForGitHub(context, ports, deployment, answer, 0);
    if (cancel) return cancelled(context, ports, deployment, cancel);
  }
}

async function cancelled(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  by: Extract<DeployMessage, { kind: 'cancel' }>,
): Promise<null> {
  deployment.note = `Cancelled by ${by.by.name} before it was re-run.`;
  await record(context, ports, deployment, 'deployment.cancel-requested', by.by, {}, by.id);
  await end(context, ports, deployment, 'cancelled');
  return null;
}

/**
 * Takes the deployment over, if it still stands as it ended; of two presses one gets it. What is stored says that it is being
 * asked for; what is returned is how it ended, to go back to if the gates refuse.
 */
async function begin(ports: DeployPorts, driver: string, request: RerunRequest): Promise<Deployment | null> {
  const stored = await ports.deployments.get(request.deploymentId);
  if (!stored) return null;
  const ours = stored.driver === driver;
  if (!ours) {
    if ((stored.state !== 'failed' && stored.state !== 'cancelled') || !canRerun(stored)) return null;
    const key = `rerun:${stored.id}:${stored.reruns + 1}`;
    if (!(await ports.deployments.claimAttempt(key, driver))) return null;
  }
  const taken: Deployment = { ...stored, driver, reruns: ours ? stored.reruns : stored.reruns + 1 };
  await ports.deployments.save({ ...taken, state: 'requested' });
  return ours ? { ...taken, state: 'failed' } : taken;
}
