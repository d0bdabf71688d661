import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { Repository } from '../model/repository.ts';
import type { Instant } from '../model/time.ts';
import { minute, second } from '../model/time.ts';
import type { LookUp, Loss } from '../policy/dispatch-recovery.ts';
import { recoverDispatch } from '../policy/dispatch-recovery.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DispatchAnswer } from '../ports/runs.ts';
import { waitForGitHub } from './away.ts';
import type { Cancel } from './cancel-among.ts';
import { cancelAmong } from './cancel-among.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Pinned } from './pin.ts';
import { askPerson } from './settle.ts';

/**
 * `run`: it is started; `cancel` is set when somebody wanted it gone meanwhile. `cancelled`: it certainly was not started.
 * `look-again`: it certainly was not started, and what was judged is too old to start it now.
 */
export type Dispatched =
  | { kind: 'run'; runId: number; cancel: Cancel | null }
  | { kind: 'failed'; why: string }
  | { kind: 'cancelled'; by: Cancel }
  | { kind: 'look-again' };

/** After so long a wait for GitHub the facts and the approval are looked at again before it is asked once more. */
const stale = 30 * second;
/** Whoever needed so long to write down that it is about to ask may have stood still, and another may have taken over and asked. */
const stoodStill = 5 * second;

/**
 * Starts the run, once. A request that certainly did not arrive is repeated; one whose answer was lost is looked for by its
 * title; where neither can be known, a person decides. `began`: when everything was judged, by the real clock.
 */
export async function dispatch(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  pinned: Extract<Pinned, { kind: 'pinned' }>,
  began: Instant,
): Promise<Dispatched> {
  const request = {
    repository,
    workflow: deployment.workflow,
    ref: pinned.ref,
    inputs: { ...deployment.inputs, ...pinned.inputs, deployment_id: deployment.id },
  };
  for (;;) {
    const number = ++deployment.dispatches;
    const answer = await context.effect(`dispatch ${number}`, async (): Promise<Answer> => {
      const claiming = ports.realNow();
      // A second run of this body means that the process died between asking GitHub and writing it down.
      const first = await ports.deployments.claimAttempt(`dispatch:${deployment.id}:${number}`);
      return first && ports.realNow() - claiming < stoodStill
        ? ports.runs.dispatch(request)
        : { kind: 'lost', why: 'the process stopped', status: null, died: true };
    });
    if (answer.kind === 'dispatched' && answer.runId !== null) {
      return { kind: 'run', runId: answer.runId, cancel: null };
    }
    if (answer.kind === 'refused') {
      return { kind: 'failed', why: `GitHub refused to start ${deployment.workflow}: ${answer.why}` };
    }
    if (answer.kind === 'not-sent') {
      const { waited, cancel } = await waitForGitHub(context, ports, deployment, answer, began);
      if (cancel) return { kind: 'cancelled', by: cancel };
      if (waited > stale) return { kind: 'look-again' };
      continue;
    }
    const found = await settle(context, ports, deployment, repository, answer, { began, number });
    if (found.kind !== 'look-again' || found.cancel === null) return found;
    return { kind: 'cancelled', by: found.cancel };
  }
}

type Answer = DispatchAnswer | { kind: 'lost'; why: string; status: null; died: true };
type Settled = Exclude<Dispatched, { kind: 'look-again' }> | { kind: 'look-again'; cancel: Cancel | null };

/** Finds out whether the run was started. "Not" leads through the gates again: minutes have passed. */
async function settle(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  answer: Answer,
  { began, number }: { began: number; number: number },
): Promise<Settled> {
  const lookUps: LookUp[] = [];
  const lost = lossOf(answer);
  let cancel: Cancel | null = null;
  for (;;) {
    lookUps.push(await lookForRun(context, ports, deployment, repository, began));
    cancel ??= await cancelAmong(context, ports, deployment);
    const next = recoverDispatch({ lost, lookUps });
    if (next.kind === 'found') return { kind: 'run', runId: next.runId, cancel };
    if (next.kind === 'repeat') return { kind: 'look-again', cancel };
    if (next.kind === 'ask') {
      const look = () => lookForRun(context, ports, deployment, repository, began);
      return askPerson(context, ports, deployment, { why: next.why, number, look });
    }
    if (lookUps.length === 1) {
      deployment.note = 'GitHub has not answered; it is being looked for whether the run was started.';
      await show(context, ports, deployment, 'looking for the run');
      deployment.note = null;
    }
    await context.step('let GitHub settle', () => ports.pause(next.pause));
  }
}

async function lookForRun(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  repository: Repository,
  began: number,
): Promise<LookUp> {
  return context.step('look for the run', async (): Promise<LookUp> => {
    const at = ports.realNow();
    try {
      const runs = await ports.runs.findByTitle(repository, deployment.workflow, deployment.id, began - 2 * minute);
      return { at, ok: true, runIds: runs.map(({ id }) => id) };
    } catch (error) {
      if (ofOutside(error)) return { at, ok: false, why: error.message };
      throw error;
    }
  });
}

function lossOf(answer: Answer): Loss {
  if (answer.kind !== 'lost') return 'accepted';
  if ('died' in answer) return 'process-died';
  return answer.status === null ? 'connection-lost' : 'answered-5xx';
}
