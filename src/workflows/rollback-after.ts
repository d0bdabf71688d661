import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import { say } from '../policy/rollback-target.ts';
import { list } from '../policy/verdicts.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { showStored } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { recordRunning } from './finish.ts';
import { type LeftBehind, leaveBehind } from './left-behind.ts';
import type { RollbackLook } from './rollback-look.ts';

/**
 * The earlier version serves again, and the lane is still held: what runs is recorded, and whoever waits for the lane finds the bad version
 * quarantined and the environment locked, before they can go.
 */
export async function leaveInOrder(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  look: RollbackLook,
): Promise<LeftBehind> {
  // It was verified before, and is again: nothing is watched for that.
  await recordRunning(context, ports, deployment, { watch: null }, { headSha: deployment.sha }, {});
  const { id, services, requester: by, reason: why } = deployment;
  const { bad, rule } = look;
  const went = { of: deployment, services, bad, by, why, how: 'rolled back', locks: rule.lock, mark: id };
  const left = await leaveBehind(context, ports, went);
  await takenBack(context, ports, deployment, look);
  return left;
}

/** The message of the deployment that was taken back says so from now on; what drives it has ended. */
async function takenBack(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  { id, environment, services, ref, sha, requester }: Deployment,
  { bad }: RollbackLook,
): Promise<void> {
  const of = bad?.of ?? null;
  if (of === null) return;
  const {
    over,
    now,
    serves = [],
  } = await context.step('what was taken back', async () => {
    const found = await ports.deployments.get(of);
    const runs = found ? await ports.deployments.running({ environment, services: found.services }) : [];
    const serves = runs.filter(({ deploymentId }) => deploymentId === of).map(({ service }) => service);
    return { over: found !== null && ended(found.state) && found.run !== null, now: ports.clock.now(), serves };
  });
  if (!over) return;
  const some = serves.length > 0;
  await showStored(context, ports, of, 'taken back', (stored) => {
    if (stored.state === 'rolled-back') return;
    const what = some ? `${list(services)} ${services.length === 1 ? 'was' : 'were'} taken` : 'Taken';
    stored.note = `${what} back to ${say({ ref: ref.name, sha })} by ${requester.name}.${stored.note ? ` Before: ${stored.note}` : ''}`;
    // Of the others it is still what runs.
    if (some) return;
    stored.state = 'rolled-back';
    stored.stateSince = now;
  });
  await record(context, ports, { id: of }, 'deployment.taken-back', requester, {
    rollback: id,
    to: ref.name,
    services,
  });
}
