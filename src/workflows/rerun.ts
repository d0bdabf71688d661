import type { ResolvedRef } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { blocked } from '../model/verdict.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { passGates } from './admission.ts';
import { record } from './audit.ts';
import type { DeployMessage, RerunRequest } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { end, finishRun } from './finish.ts';
import { follow } from './follow.ts';
import { look } from './gather.ts';
import { leaveLane } from './lane.ts';
import { tell } from './tell.ts';

/**
 * Re-runs the failed jobs: a new attempt of the same deployment, in the same message. Permission and all gates run, with the
 * rights of whoever pressed; an approval counts only while it is valid.
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
    const ref = fixedRef(deployment);
    const first = await context.step('look', () =>
      look(ports, {
        deploymentId: deployment.id,
        askedBy: request.by.slackId,
        environment: deployment.environment,
        target: deployment.target,
        ref: deployment.ref.name,
        fixed: ref,
      }),
    );
    const { verdicts } = first ?? { verdicts: [] };
    if (!first || blocked(verdicts)) {
      await record(context, ports, deployment, 'deployment.refused', request.by, {
        number: request.number,
        verdicts,
      });
      await context.effect('not begun', () => ports.deployments.save(deployment));
      const now = await context.now();
      const what = `A re-run of ${deployment.target} ${deployment.ref.name} to ${deployment.environment}`;
      const timezone = first?.environment.gates.window?.timezone ?? null;
      return tell(context, ports, request, { kind: 'refusal', what, verdicts, ref, now, timezone });
    }
    await record(context, ports, deployment, 'deployment.rerun-requested', request.by, {
      number: request.number,
      verdicts,
    });
    const now = await context.now();
    deployment.verdicts = verdicts;
    deployment.endedAt = null;
    deployment.note = null;
    deployment.attempts.push({
      number: deployment.attempts.length + 1,
      kind: 'rerun',
      by: request.by,
      startedAt: now,
      endedAt: null,
      runId,
    });

    const admitted = await passGates(context, ports, deployment, { first, ref, askedBy: request.by.slackId });
    if (admitted) {
      const { environment, target } = admitted;
      const repository = target.pipeline.repository;
      const before = deployment.run?.attempt ?? 1;
      const answer = await context.effect('re-run on GitHub', () => ports.runs.rerunFailed(repository, runId, before));
      if (answer.kind === 'refused') {
        deployment.note = `GitHub refused the re-run: ${answer.why}`;
        await end(context, ports, deployment, 'failed');
      } else {
        const run = await follow(context, ports, deployment, repository, runId, {
          attempt: before + 1,
          target: environment.target,
          mustBeOf: null,
        });
        await finishRun(context, ports, deployment, environment, repository, run);
      }
    }
    await leaveLane(context, ports, deployment);
  };
}

/**
 * Takes the deployment over, if it still stands as it ended. What is stored says that it is being asked for, so that a second
 * press finds it so; what is returned is how it ended, to go back to if the gates refuse.
 */
async function begin(ports: DeployPorts, driver: string, request: RerunRequest): Promise<Deployment | null> {
  const stored = await ports.deployments.get(request.deploymentId);
  if (!stored?.run) return null;
  const ours = stored.driver === driver;
  if (!ours && stored.state !== 'failed' && stored.state !== 'cancelled') return null;
  const taken: Deployment = { ...stored, driver, reruns: request.number };
  await ports.deployments.save({ ...taken, state: 'requested' });
  return ours ? { ...taken, state: 'failed' } : taken;
}

function fixedRef(deployment: Deployment): ResolvedRef {
  return {
    kind: deployment.ref.kind,
    name: deployment.ref.name,
    sha: deployment.sha,
    tree: deployment.tree,
    title: deployment.commit.title,
    author: deployment.commit.author,
    committedAt: deployment.commit.at,
    url: deployment.commit.url,
  };
}
