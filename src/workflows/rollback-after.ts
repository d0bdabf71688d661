import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import type { Lock } from '../model/lock.ts';
import type { Quarantined } from '../model/quarantine.ts';
import { lockScopes } from '../policy/rollback-lock.ts';
import { say } from '../policy/rollback-target.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { showStored } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import { recordRunning } from './finish.ts';
import type { RollbackLook } from './rollback-look.ts';
import type { RollbackPorts } from './rollback-ports.ts';

/** What is left behind a rollback that has done its work. */
export interface LeftBehind {
  quarantined: Quarantined | null;
  lock: Lock | null;
}

/**
 * The earlier version serves again, and the lane is still held: what runs is recorded, and whoever waits for the lane finds the bad version
 * quarantined and the environment locked, before they can go.
 */
export async function leaveInOrder(
  context: WorkflowContext<DeployMessage>,
  ports: RollbackPorts,
  deployment: Deployment,
  look: RollbackLook,
): Promise<LeftBehind> {
  // It was verified before, and is again: nothing is watched for that.
  await recordRunning(context, ports, deployment, { watch: null }, { headSha: deployment.sha }, {});
  const quarantined = await quarantine(context, ports, deployment, look);
  const lock = look.rule.lock ? await hold(context, ports, deployment, look) : null;
  await takenBack(context, ports, deployment, look);
  return { quarantined, lock };
}

async function quarantine(
  context: WorkflowContext<DeployMessage>,
  ports: RollbackPorts,
  deployment: Deployment,
  { bad }: RollbackLook,
): Promise<Quarantined | null> {
  if (!bad) return null;
  const { id, environment, services, requester } = deployment;
  const quarantined = await context.step('quarantine', async (): Promise<Quarantined> => {
    const since = ports.clock.now();
    const reason = deployment.reason ?? `taken back to ${deployment.ref.name}`;
    const { ref, sha } = bad;
    const entry = { id: `q:${id}`, environment, services, ref, sha, reason, by: requester, since, rollback: id };
    await ports.quarantine.put(entry);
    return entry;
  });
  const { ref, sha, reason } = quarantined;
  await record(context, ports, deployment, 'quarantine.begun', requester, { environment, services, ref, sha, reason });
  return quarantined;
}

/** One that somebody holds there already stays theirs. */
async function hold(
  context: WorkflowContext<DeployMessage>,
  ports: RollbackPorts,
  deployment: Deployment,
  { bad }: RollbackLook,
): Promise<Lock | null> {
  const held = await context.effect('lock what was taken back', async () => {
    const catalog = await ports.catalogs.active();
    const since = ports.clock.now();
    const why = deployment.reason ? `: ${deployment.reason}` : '';
    const reason = `${bad ? say(bad) : 'what ran'} was rolled back${why}`;
    const locks = lockScopes(catalog, deployment).map((scope, index): Lock => {
      const id = `lock:rollback:${deployment.id}${index === 0 ? '' : `:${index}`}`;
      return { id, ...scope, owner: deployment.requester, reason, since, until: null };
    });
    const taken: Lock[] = [];
    for (const lock of locks) if ((await ports.holdAfter(lock)).taken) taken.push(lock);
    return taken;
  });
  return held[0] ?? null;
}

/** The message of the deployment that was taken back says so from now on; what drives it has ended. */
async function takenBack(
  context: WorkflowContext<DeployMessage>,
  ports: RollbackPorts,
  { id, ref, sha, requester }: Deployment,
  { bad }: RollbackLook,
): Promise<void> {
  const of = bad?.of ?? null;
  if (of === null) return;
  const { over, now } = await context.step('what was taken back', async () => {
    const found = await ports.deployments.get(of);
    return { over: found !== null && ended(found.state) && found.run !== null, now: ports.clock.now() };
  });
  if (!over) return;
  await showStored(context, ports, of, 'taken back', (stored) => {
    if (stored.state === 'rolled-back') return;
    stored.note = `Taken back to ${say({ ref: ref.name, sha })} by ${requester.name}.${stored.note ? ` Before: ${stored.note}` : ''}`;
    stored.state = 'rolled-back';
    stored.stateSince = now;
  });
  await record(context, ports, { id: of }, 'deployment.taken-back', requester, { rollback: id, to: ref.name });
}
