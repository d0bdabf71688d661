import type { GitHubEnvironment } from '../model/catalog.ts';
import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { Repository } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import { mergeRun } from '../model/run.ts';
import type { Millis } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { attempted } from './attempted.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { Hold } from './hold.ts';
import type { RunPart } from './run-part.ts';
import { SecondRuns } from './second-runs.ts';
import { answerLate, cancelledBy } from './tell.ts';

type Cancel = Extract<DeployMessage, { kind: 'cancel' }>;

export interface Following {
  /** The attempt of the run that is to be seen ended. */
  attempt: number;
  target: Millis | null;
  /** So often its message is written anew, whatever happens: for one that shows a running clock. */
  tick?: Millis;
  /** Where GitHub has to let it in; undefined in what an earlier release has begun. */
  environment: GitHubEnvironment | null | undefined;
  /** True to come back as soon as GitHub holds it before `environment`; then it has not ended. */
  untilHeld?: boolean;
  /** Where it may go to several environments: what this one has of it. */
  part?: RunPart;
  /** Somebody wanted it gone before it was known to have started. */
  cancelAtOnce: Cancel | null;
}

/**
 * Follows the run to its end. News comes from webhooks and from polling, late, twice or out of order; it only ever moves
 * the picture forward. Before the end is believed, GitHub is asked once more; while GitHub cannot be asked, news is waited for.
 * A run of another commit than was asked for is cancelled as soon as that shows; it is still followed to its end.
 */
export async function follow(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  runId: number,
  options: Following,
): Promise<Run> {
  const startedAt = await context.now();
  deployment.state = 'running';
  deployment.stateSince = startedAt;
  const { part } = options;
  let whole = (await seeRun(context, ports, repository, runId, 'look at the run')) ?? deployment.run;
  const partly = (run: Run | null) => (run && part ? part.of(run) : run);
  deployment.run = partly(whole);
  const hold = new Hold(context, ports, deployment, repository, runId, options.environment, part?.elsewhere);
  hold.begin();
  const current = () => (deployment.run?.id === runId ? deployment.run : null);
  await hold.look(current(), false);
  await show(context, ports, deployment, 'run started');
  const cancel = (by: Cancel) => cancelRun(context, ports, deployment, repository, hold, by);
  if (options.cancelAtOnce) await cancel(options.cancelAtOnce);
  const second = new SecondRuns(context, ports, deployment, repository, runId);
  let judged = !deployment.headMustMatch;
  let late: number | null = options.target === null ? null : startedAt + options.target;
  const { tick } = options;
  let next: number | null = tick === undefined ? null : startedAt + tick;

  for (;;) {
    const run = current();
    if (run && options.untilHeld && run.status !== 'completed' && hold.holds()) return run;
    if (run && !judged) {
      judged = true;
      if (run.headSha !== deployment.sha) await cancelWrong(context, ports, deployment, repository, run);
    }
    if (run?.status === 'completed' && run.attempt >= options.attempt) {
      const asked = await seeRun(context, ports, repository, runId, 'how it ended');
      whole = asked ?? whole;
      const last = partly(asked);
      if (last?.status === 'completed' && last.attempt >= options.attempt) {
        await hold.look(last, options.environment !== null || deployment.hold !== undefined);
        return last;
      }
      deployment.run = last ?? run;
    }
    if (run?.status !== 'completed') await part?.beginOthers();
    const until = earlier(earlier(late, hold.retryAt), next);
    const first = until === null ? await context.receive() : await context.receive(until);
    if (first === null && tick !== undefined && until === next) {
      next = (await context.now()) + tick;
      await show(context, ports, deployment, 'the clock goes on');
      continue;
    }
    if (first === null && until !== late) {
      if (await hold.look(current(), true)) await show(context, ports, deployment, 'GitHub answers again');
      continue;
    }
    if (first === null) {
      late = null;
      deployment.note = `It runs longer than its target of ${sayDuration(options.target ?? 0)}.`;
      await show(context, ports, deployment, 'late');
      continue;
    }
    let changed = false;
    let told = false;
    for (const message of [first, ...(await context.drain())]) {
      if (message.kind === 'run') {
        await second.judge(message.update);
        told ||= message.update.runId === runId && message.update.hold !== undefined;
        const merged = mergeRun(run ? whole : null, message.update);
        if (merged?.id !== runId) continue;
        whole = merged;
        const now = partly(merged);
        changed ||= JSON.stringify(now) !== JSON.stringify(deployment.run);
        deployment.run = now;
      } else if (message.kind === 'cancel') {
        await cancel(message);
        changed = false;
      } else await answerLate(context, ports, deployment, message);
    }
    if (deployment.run?.status === 'completed') continue;
    changed = (await hold.look(current(), told)) || changed;
    if (changed) await show(context, ports, deployment, 'progress');
  }
}

/** Null when GitHub has no such run or cannot be asked: polling goes on, and brings it. */
async function seeRun<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  repository: Repository,
  runId: number,
  why: string,
): Promise<Run | null> {
  return context.step(why, async () => {
    try {
      return await ports.runs.get(repository, runId);
    } catch (error) {
      if (ofOutside(error)) return null;
      throw error;
    }
  });
}

async function cancelWrong(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  run: Run,
): Promise<void> {
  deployment.note = `GitHub started the run for ${shortSha(run.headSha)}, not for ${shortSha(deployment.sha)}; it is cancelled.`;
  await attempted(
    context,
    ports,
    deployment,
    'cancel the wrong run',
    'The run of the wrong commit could not be cancelled',
    () => ports.runs.cancel(repository, run.id),
  );
  await show(context, ports, deployment, 'wrong commit');
}

async function cancelRun(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  hold: Hold,
  cancelled: Cancel,
): Promise<void> {
  const { runId } = hold;
  if (deployment.state === 'cancelling') return;
  const { id, by, reason = null } = cancelled;
  const before = { state: deployment.state, since: deployment.stateSince, note: deployment.note };
  deployment.state = 'cancelling';
  deployment.stateSince = await context.now();
  deployment.note = cancelledBy(cancelled);
  await record(context, ports, deployment, 'deployment.cancel-requested', by, { runId, reason }, id);
  await show(context, ports, deployment, 'cancelling');
  await hold.cancel();
  const done = await attempted(
    context,
    ports,
    deployment,
    'cancel the run',
    'GitHub did not take the cancellation',
    () => ports.runs.cancel(repository, runId),
  );
  if (done) return;
  deployment.state = before.state;
  deployment.stateSince = before.since;
  deployment.note = before.note;
  await show(context, ports, deployment, 'not cancelled');
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
