import type { Deployment } from '../model/deployment.ts';
import type { Run } from '../model/run.ts';
import { hasOwnWorkflow } from '../policy/rollback-inputs.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { Away } from './away.ts';
import { orAway, waitForGitHub } from './away.ts';
import type { Cancel } from './cancel-among.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { dispatch } from './dispatch.ts';
import { failureNote } from './finish.ts';
import { follow } from './follow.ts';
import type { Pinned } from './pin.ts';
import { pin, unpin } from './pin.ts';
import { tellGoesBack } from './rollback-changes.ts';
import { tick } from './rollback-lane.ts';
import type { RollbackLook } from './rollback-look.ts';

/** How it ended. `touched`: whether anything may have been moved. */
export type Outcome =
  | { kind: 'serves' }
  | { kind: 'failed'; why: string; touched: boolean }
  | { kind: 'cancelled'; by: Cancel | null; touched: boolean };

/** GitHub Actions does it: one run, started once and followed to its end. */
export async function byWorkflow(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  look: RollbackLook,
): Promise<Outcome> {
  const { repository } = look.target.pipeline;
  for (;;) {
    const pinned = await whereFrom(context, ports, deployment, look);
    if (pinned.kind === 'away') {
      const { cancel } = await waitForGitHub(context, ports, deployment, pinned, 0);
      if (cancel) return { kind: 'cancelled', by: cancel, touched: false };
      continue;
    }
    if (pinned.kind === 'moved') return { kind: 'failed', why: pinned.verdict.says, touched: false };
    deployment.headMustMatch = pinned.headShaMustMatch;
    deployment.state = 'dispatching';
    const began = await context.step('begin to dispatch', async () => ({
      now: ports.clock.now(),
      real: ports.realNow(),
    }));
    deployment.stateSince = began.now;
    const started = await dispatch(context, ports, deployment, repository, pinned, began.real);
    if (started.kind === 'look-again') continue;
    if (started.kind === 'cancelled') return { kind: 'cancelled', by: started.by, touched: false };
    if (started.kind === 'failed') return { kind: 'failed', why: started.why, touched: false };
    return followed(context, ports, deployment, look, pinned, started);
  }
}

async function followed(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  look: RollbackLook,
  pinned: Extract<Pinned, { kind: 'pinned' }>,
  { runId, cancel }: { runId: number; cancel: Cancel | null },
): Promise<Outcome> {
  const { repository } = look.target.pipeline;
  const attempt = deployment.attempts.at(-1);
  if (attempt) attempt.runId = runId;
  await record(context, ports, deployment, 'deployment.dispatched', deployment.requester, {
    runId,
    ref: pinned.ref,
    sha: deployment.sha,
    inputs: { ...deployment.inputs, ...pinned.inputs },
    approvers: [],
    verdicts: deployment.verdicts,
  });
  await show(context, ports, deployment, 'the run is started');
  await tellGoesBack(context, ports, deployment, look);
  const run = await follow(context, ports, deployment, repository, runId, {
    attempt: 1,
    target: null,
    tick,
    environment: look.environment.githubEnvironment,
    cancelAtOnce: cancel,
  });
  deployment.run = run;
  await unpin(context, ports, deployment, repository);
  return judged(deployment, run);
}

/** The workflow that deploys is started on the version itself; another one on the default branch, and told the version. */
async function whereFrom(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  { rule, environment, target }: RollbackLook,
): Promise<Pinned> {
  const { repository } = target.pipeline;
  if (!hasOwnWorkflow(rule, environment)) return pin(context, ports, deployment, environment, repository, null);
  const found = await context.step(
    'the default branch',
    (): Promise<{ branch: string } | Away> =>
      orAway(async () => ({ branch: await ports.source.defaultBranch(repository) })),
  );
  return 'kind' in found ? found : { kind: 'pinned', ref: found.branch, inputs: {}, headShaMustMatch: false };
}

function judged(deployment: Deployment, run: Run): Outcome {
  if (deployment.headMustMatch && run.headSha !== deployment.sha) {
    return { kind: 'failed', why: 'GitHub ran it for another commit than the one to go back to.', touched: true };
  }
  if (run.conclusion === 'success') return { kind: 'serves' };
  if (run.conclusion === 'cancelled') return { kind: 'cancelled', by: null, touched: true };
  return { kind: 'failed', why: failureNote(run), touched: true };
}
