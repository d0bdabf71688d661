import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { showStored } from './card.ts';
import type { DeployPorts } from './deploy-ports.ts';

/**
 * Of these deployments those whose workflow has failed, was cancelled or is over: it hears nothing any more, and gives no lane back. To be
 * called in a step.
 */
export async function stoppedAmong(
  { deployments, drivers }: Pick<DeployPorts, 'deployments' | 'drivers'>,
  ids: readonly string[],
): Promise<string[]> {
  const found = await Promise.all(
    ids.map(async (id) => {
      const deployment = await deployments.get(id);
      if (!deployment) return [];
      const state = await drivers.state(deployment.driver);
      return state === 'failed' || state === 'dead' || state === 'done' ? [id] : [];
    }),
  );
  return found.flat();
}

/** Nobody waits for what has stopped: its lane is given back, and its message says that it has ended, and for what. */
export async function endStopped<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  id: string,
  goesFirst: Pick<Deployment, 'id' | 'ref' | 'requester'>,
): Promise<void> {
  const now = await context.now();
  await context.step(`the lane of ${id}`, () => ports.lanes.leave(id));
  await showStored(context, ports, id, 'stopped inside', (stored) => {
    if (ended(stored.state)) return;
    const run = stored.run && stored.run.status !== 'completed' ? ' Its run on GitHub goes on by itself.' : '';
    stored.note = `It had stopped inside Quarterdeck and could not go on. The rollback to ${goesFirst.ref.name} by ${goesFirst.requester.name} did not wait for it.${run}`;
    Object.assign(stored, { state: 'failed', stateSince: now, endedAt: now, place: null });
  });
  const details = { error: 'Its workflow had stopped, and did not give its lane back.', rollback: goesFirst.id };
  await record(context, ports, { id }, 'deployment.fault', { system: 'quarterdeck' }, details, id);
}
