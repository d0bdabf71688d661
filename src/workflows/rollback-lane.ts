import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import { second } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { Cancel } from './cancel-among.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { lanesOf } from './gather.ts';
import { wakeDrivers } from './lane.ts';
import { sayRollouts } from './rollouts.ts';
import { endStopped, stoppedAmong } from './stopped-inside.ts';
import { answerLate } from './tell.ts';

/** So often the clock on its message goes on while nothing else happens. */
export const tick = 10 * second;

/**
 * Cancels whoever has the lane, with the reason, and takes it as soon as it is left: before all others who wait. Gives who cancelled the
 * rollback itself meanwhile; null when it has the lane.
 */
export async function takeOver(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  taken: boolean,
): Promise<Cancel | null> {
  if (taken) {
    await wakeOthers(context, ports, deployment);
    return null;
  }
  const asked = new Set<string>();
  for (;;) {
    const answer = await tryIt(context, ports, deployment);
    if (answer.taken) {
      deployment.place = null;
      await wakeDrivers(context, answer.drivers);
      return null;
    }
    for (const id of answer.stopped ?? []) await endStopped(context, ports, id, deployment);
    if (answer.stopped?.length) continue;
    const fresh = answer.holders.filter(({ id }) => !asked.has(id));
    for (const { id, driver } of fresh) {
      asked.add(id);
      await context.send(driver, cancellation(deployment, id) satisfies DeployMessage);
    }
    if (fresh.length > 0) await sayWhom(context, ports, deployment, fresh);
    const message = await context.receive((await context.now()) + tick);
    if (message === null) await show(context, ports, deployment, 'the lane is not free yet');
    else if (message.kind === 'cancel') return message;
    else await answerLate(context, ports, deployment, message);
  }
}

async function sayWhom(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  fresh: readonly { id: string; words: string }[],
): Promise<void> {
  const { rollback } = deployment;
  const words = fresh.map(({ words: said }) => said);
  if (rollback) rollback.cancelled = [...(rollback.cancelled ?? []), ...words];
  deployment.state = 'queued';
  deployment.stateSince = await context.now();
  deployment.place = 1;
  await show(context, ports, deployment, `cancels ${fresh.map(({ id }) => id).join(', ')}`);
  const details = { place: 1, behind: words };
  await record(context, ports, deployment, 'deployment.queued', { system: 'quarterdeck' }, details, fresh[0]?.id ?? '');
}

function cancellation(deployment: Deployment, holder: string): Extract<DeployMessage, { kind: 'cancel' }> {
  const { requester, environment, ref, reason, channel, id } = deployment;
  const why = reason ? ` (${reason})` : '';
  return {
    kind: 'cancel',
    id: `rollback:${id}:${holder}`,
    by: requester,
    reason: `${environment} goes back to ${ref.name}${why}`,
    rollback: id,
    channel,
    responseUrl: null,
  };
}

interface Tried {
  taken: boolean;
  /** Of whoever waits behind. */
  drivers: string[];
  holders: { id: string; driver: string; words: string }[];
  /** Of whoever is before it: what can no longer go on; absent in what an earlier release has seen. */
  stopped?: string[];
}

function tryIt(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  { id, services, environment }: Deployment,
): Promise<Tried> {
  const lanes = lanesOf(services, environment);
  return context.step('take the lane', async (): Promise<Tried> => {
    const answer = await ports.lanes.take(lanes, id, 'first');
    if (answer.taken) return { taken: true, drivers: await driversOf(ports, answer.waiting), holders: [] };
    const { waiting } = await ports.lanes.state(lanes);
    const ahead = waiting.slice(0, answer.place - 1);
    const stopped = await stoppedAmong(ports, [...answer.holders, ...ahead]);
    const words = await sayRollouts(ports, answer.holders);
    const found = await Promise.all(answer.holders.map((holder) => ports.deployments.get(holder)));
    const holders = found.flatMap((one) =>
      one && !one.rollback && !ended(one.state)
        ? [{ id: one.id, driver: one.driver, words: words[one.id] ?? one.id }]
        : [],
    );
    return { taken: false, drivers: [], holders, stopped };
  });
}

/** Those who wait learn that somebody went before them. */
async function wakeOthers(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  { services, environment }: Deployment,
): Promise<void> {
  const drivers = await context.step('who waits for the lane', async () => {
    const { waiting } = await ports.lanes.state(lanesOf(services, environment));
    return driversOf(ports, waiting);
  });
  await wakeDrivers(context, drivers);
}

async function driversOf({ deployments }: DeployPorts, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(ids.map((id) => deployments.get(id)));
  return found.flatMap((one) => (one ? [one.driver] : []));
}
