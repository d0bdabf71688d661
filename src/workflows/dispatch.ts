import type { Deployment } from '../model/deployment.ts';
import { sayFault } from '../model/fault.ts';
import type { Repository } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import { mergeRun } from '../model/run.ts';
import { minute, second } from '../model/time.ts';
import type { LookUp, Loss } from '../policy/dispatch-recovery.ts';
import { recoverDispatch } from '../policy/dispatch-recovery.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DispatchAnswer } from '../ports/runs.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Pinned } from './pin.ts';
import { answerLate } from './tell.ts';

export type Dispatched = { kind: 'run'; runId: number } | { kind: 'failed'; why: string };

/** Longest time for which a request that GitHub certainly did not take is tried again. */
const patience = 20 * minute;

/**
 * Starts the run, once. A request that certainly did not arrive is repeated; one whose answer was lost is looked for by its
 * title; where neither can be known, a person decides.
 */
export async function dispatch(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  pinned: Extract<Pinned, { kind: 'pinned' }>,
): Promise<Dispatched> {
  const started = await context.step('start of dispatch', async () => ports.realNow());
  const request = {
    repository,
    workflow: deployment.workflow,
    ref: pinned.ref,
    inputs: { ...deployment.inputs, ...pinned.inputs, deployment_id: deployment.id },
  };
  for (let attempt = 1; ; attempt++) {
    const answer = await context.effect(`dispatch ${attempt}`, async (): Promise<Answer> => {
      // A second run of this body means that the process died between asking GitHub and writing it down.
      const first = await ports.deployments.claimAttempt(`dispatch:${deployment.id}:${attempt}`);
      return first
        ? ports.runs.dispatch(request)
        : { kind: 'lost', why: 'the process stopped', status: null, died: true };
    });
    switch (answer.kind) {
      case 'dispatched':
        if (answer.runId !== null) return { kind: 'run', runId: answer.runId };
        break;
      case 'refused':
        return { kind: 'failed', why: `GitHub refused to start ${deployment.workflow}: ${answer.why}` };
      case 'not-sent': {
        const now = await context.step('wait for GitHub', async () => {
          const now = ports.realNow();
          if (now - started < patience) await ports.pause(pauseUntil(now, answer.retryAt));
          return now;
        });
        if (now - started >= patience) return { kind: 'failed', why: `GitHub could not be reached: ${answer.why}` };
        continue;
      }
      case 'lost':
        break;
    }
    const found = await settle(context, ports, deployment, repository, answer, started);
    if (found.kind === 'repeat') continue;
    return found;
  }
}

type Answer = DispatchAnswer | { kind: 'lost'; why: string; status: null; died: true };

async function settle(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  answer: Answer,
  started: number,
): Promise<Dispatched | { kind: 'repeat' }> {
  const lookUps: LookUp[] = [];
  const lost = lossOf(answer);
  for (;;) {
    lookUps.push(
      await context.step('look for the run', async (): Promise<LookUp> => {
        const at = ports.realNow();
        try {
          const since = started - 2 * minute;
          const runs = await ports.runs.findByTitle(repository, deployment.workflow, deployment.id, since);
          return { at, ok: true, runIds: runs.map(({ id }) => id) };
        } catch (error) {
          return { at, ok: false, why: sayFault(error) };
        }
      }),
    );
    const next = recoverDispatch({ lost, lookUps });
    if (next.kind === 'found') return { kind: 'run', runId: next.runId };
    if (next.kind === 'repeat') return { kind: 'repeat' };
    if (next.kind === 'ask') return askPerson(context, ports, deployment, next.why);
    await context.step('let GitHub settle', () => ports.pause(next.pause));
  }
}

function lossOf(answer: Answer): Loss {
  if (answer.kind !== 'lost') return 'accepted';
  if ('died' in answer) return 'process-died';
  return answer.status === null ? 'connection-lost' : 'answered-5xx';
}

async function askPerson(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  why: string,
): Promise<Dispatched | { kind: 'repeat' }> {
  deployment.state = 'uncertain';
  deployment.stateSince = await context.now();
  deployment.note = `It is not certain whether GitHub started the run: ${why} Look at the workflow's page on GitHub, then decide.`;
  await record(context, ports, deployment, 'deployment.dispatch-uncertain', { system: 'quarterdeck' }, { why });
  await show(context, ports, deployment, 'dispatch uncertain');
  for (;;) {
    const message = await context.receive();
    if (message === null) continue;
    if (message.kind === 'run') {
      const run: Run | null = mergeRun(null, message.update);
      if (run?.title.includes(deployment.id)) return settled(deployment, { kind: 'run', runId: run.id });
    } else if (message.kind === 'settle') {
      return settled(
        deployment,
        message.choice === 'dispatch-again'
          ? { kind: 'repeat' }
          : { kind: 'failed', why: `Given up by ${message.by.name}.` },
      );
    } else if (message.kind === 'cancel') {
      return settled(deployment, { kind: 'failed', why: `Given up by ${message.by.name}.` });
    } else await answerLate(context, ports, deployment, message);
  }
}

function settled<T>(deployment: Deployment, answer: T): T {
  deployment.state = 'dispatching';
  deployment.note = null;
  return answer;
}

function pauseUntil(now: number, retryAt: number | null): number {
  return Math.min(Math.max(retryAt === null ? 5 * second : retryAt - now, second), minute);
}
