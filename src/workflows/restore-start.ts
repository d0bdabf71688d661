import { deploymentIdFor } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { Repository } from '../model/repository.ts';
import { minute } from '../model/time.ts';
import type { LookUp, Loss } from '../policy/dispatch-recovery.ts';
import { recoverDispatch } from '../policy/dispatch-recovery.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DispatchAnswer } from '../ports/runs.ts';
import type { DeployPorts } from './deploy-ports.ts';

export type Started = { kind: 'run'; runId: number } | { kind: 'no'; why: string } | { kind: 'unknown'; why: string };

interface Wanted {
  repository: Repository;
  workflow: string;
  ref: string;
  inputs: Record<string, string>;
}

/**
 * Starts the workflow, once. A run whose start got no answer is looked for by the id in its title, as that of a deployment is; it is never
 * asked for again without a person.
 */
export async function startRestore<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  { repository, workflow, ref, inputs }: Wanted,
): Promise<Started> {
  const id = deploymentIdFor(context.id);
  const began = await context.step('begin to restore', async () => ports.realNow());
  const answer = await context.effect('start the restore', async (): Promise<DispatchAnswer & { died?: true }> => {
    // A second run of this body means that the process died between asking GitHub and writing it down.
    if (!(await ports.deployments.claimAttempt(context.id))) {
      return { kind: 'lost', why: 'the process stopped', status: null, died: true };
    }
    return ports.runs.dispatch({ repository, workflow, ref, inputs: { ...inputs, deployment_id: id } });
  });
  if (answer.kind === 'refused' || answer.kind === 'not-sent') return { kind: 'no', why: answer.why };
  if (answer.kind === 'dispatched' && answer.runId !== null) return { kind: 'run', runId: answer.runId };
  const lookUps: LookUp[] = [];
  for (;;) {
    lookUps.push(await context.step('look for the restore', () => lookFor(ports, repository, workflow, id, began)));
    const next = recoverDispatch({ lost: lossOf(answer), lookUps });
    if (next.kind === 'found') return { kind: 'run', runId: next.runId };
    if (next.kind === 'repeat') return { kind: 'no', why: 'GitHub gave no answer, and no run has appeared.' };
    if (next.kind === 'ask') return { kind: 'unknown', why: next.why };
    await context.step('let GitHub settle', () => ports.pause(next.pause));
  }
}

async function lookFor(
  { runs, realNow }: DeployPorts,
  repository: Repository,
  workflow: string,
  id: string,
  began: number,
): Promise<LookUp> {
  const at = realNow();
  try {
    const found = await runs.findByTitle(repository, workflow, id, began - 2 * minute);
    return { at, ok: true, runIds: found.map(({ id: runId }) => runId) };
  } catch (error) {
    if (ofOutside(error)) return { at, ok: false, why: error.message };
    throw error;
  }
}

function lossOf(answer: Extract<DispatchAnswer, { kind: 'lost' | 'dispatched' }> & { died?: true }): Loss {
  if (answer.kind === 'dispatched') return 'accepted';
  if (answer.died) return 'process-died';
  return answer.status === null ? 'connection-lost' : 'answered-5xx';
}
