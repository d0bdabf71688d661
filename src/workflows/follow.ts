import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Repository } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import { mergeRun } from '../model/run.ts';
import type { Millis } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { answerLate } from './tell.ts';

/**
 * Follows the run to its end. News comes from webhooks and from polling, late, twice or out of order; it only ever moves
 * the picture forward. Before the end is believed, GitHub is asked once more. A run of another commit than `mustBeOf` is
 * cancelled as soon as that shows; it is still followed to its end.
 */
export async function follow(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  runId: number,
  options: { attempt: number; target: Millis | null; mustBeOf: string | null },
): Promise<Run> {
  const startedAt = await context.now();
  deployment.state = 'running';
  deployment.stateSince = startedAt;
  deployment.run = await context.step('look at the run', () => ports.runs.get(repository, runId));
  await show(context, ports, deployment, 'run started');
  let judged = options.mustBeOf === null;
  let late: number | null = options.target === null ? null : startedAt + options.target;

  for (;;) {
    const run: Run | null = deployment.run;
    if (run && !judged) {
      judged = true;
      if (run.headSha !== options.mustBeOf) await cancelWrong(context, ports, deployment, repository, run);
    }
    if (run?.status === 'completed' && run.attempt >= options.attempt) {
      const last = await context.step('how it ended', () => ports.runs.get(repository, runId));
      if (last?.status === 'completed' && last.attempt >= options.attempt) return last;
      deployment.run = last ?? run;
    }
    const first = late === null ? await context.receive() : await context.receive(late);
    if (first === null) {
      late = null;
      deployment.note = `It runs longer than its target of ${sayDuration(options.target ?? 0)}.`;
      await show(context, ports, deployment, 'late');
      continue;
    }
    let changed = false;
    for (const message of [first, ...(await context.drain())]) {
      if (message.kind === 'run') {
        const merged = mergeRun(deployment.run, message.update);
        changed ||= JSON.stringify(merged) !== JSON.stringify(deployment.run);
        if (merged?.id === runId) deployment.run = merged;
      } else if (message.kind === 'cancel') {
        await cancelRun(context, ports, deployment, repository, runId, message.by);
        changed = false;
      } else await answerLate(context, ports, deployment, message);
    }
    if (changed && deployment.run?.status !== 'completed') await show(context, ports, deployment, 'progress');
  }
}

async function cancelWrong(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  run: Run,
): Promise<void> {
  deployment.note = `GitHub started the run for ${shortSha(run.headSha)}, not for ${shortSha(deployment.sha)}; it is cancelled.`;
  await context.effect('cancel the wrong run', () => ports.runs.cancel(repository, run.id));
  await show(context, ports, deployment, 'wrong commit');
}

async function cancelRun(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  runId: number,
  by: Extract<DeployMessage, { kind: 'cancel' }>['by'],
): Promise<void> {
  if (deployment.state === 'cancelling') return;
  deployment.state = 'cancelling';
  deployment.stateSince = await context.now();
  deployment.note = `Cancelled by ${by.name}.`;
  await record(context, ports, deployment, 'deployment.cancel-requested', by, { runId });
  await show(context, ports, deployment, 'cancelling');
  await context.effect('cancel the run', () => ports.runs.cancel(repository, runId));
}
