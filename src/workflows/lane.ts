import type { Deployment } from '../model/deployment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { lanesOf } from './gather.ts';
import { sayRollouts } from './rollouts.ts';
import { answerLate, tellRequester } from './tell.ts';

type Cancel = Extract<DeployMessage, { kind: 'cancel' }>;

/**
 * Takes the lanes of all services, waiting in order if need be. `waited` says that time has passed and the facts must be looked
 * at again; `cancelled` who ended the wait. `meanwhile` is one step that is made at the same time as the first try.
 */
export async function takeLane(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  meanwhile: (() => Promise<void>) | null = null,
): Promise<{ taken: boolean; waited: boolean; cancelled: Cancel | null }> {
  const lanes = lanesOf(deployment.services, deployment.environment);
  let waited = false;
  for (let turn = 1; ; turn++) {
    // Steps are numbered as they begin, so two that begin together are replayed alike; nothing else may begin between them.
    const other = turn === 1 ? meanwhile?.() : undefined;
    const trying = context.step('take lane', async () => {
      const answer = await ports.lanes.take(lanes, deployment.id);
      return answer.taken
        ? { answer, drivers: await driversOf(ports, answer.waiting), behind: [] }
        : { answer, drivers: [], behind: await behindOf(ports, answer.holders) };
    });
    const [{ answer, drivers, behind }] = await Promise.all([trying, other]);
    if (answer.taken) {
      deployment.place = null;
      await wakeDrivers(context, drivers);
      return { taken: true, waited, cancelled: null };
    }
    if (!waited || deployment.place !== answer.place) {
      deployment.state = 'queued';
      if (!waited) deployment.stateSince = await context.now();
      deployment.place = answer.place;
      const { place } = answer;
      await show(context, ports, deployment, `place ${place}`);
      const notice = { kind: 'queued' as const, deployment, place, behind };
      const which = `${deployment.stateSince}:${turn}`;
      await tellRequester(context, ports, deployment, `queued:${which}`, notice);
      if (!waited) {
        const details = { place, behind };
        await record(context, ports, deployment, 'deployment.queued', { system: 'quarterdeck' }, details, which);
      }
    }
    waited = true;
    const message = await context.receive();
    if (message?.kind === 'cancel') {
      deployment.note = `Cancelled by ${message.by.name} while it waited for the lane.`;
      return { taken: false, waited, cancelled: message };
    }
    if (message && message.kind !== 'lane') await answerLate(context, ports, deployment, message);
  }
}

/**
 * For a run that GitHub has started already: takes the lanes of all services if they are free, and does not wait if not. Gives the
 * rollouts, in words, that hold them.
 */
export async function takeLaneIfFree(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
): Promise<string[]> {
  const lanes = lanesOf(deployment.services, deployment.environment);
  return context.step('take lane if free', async () => {
    const { holders } = await ports.lanes.state(lanes);
    const others = [...new Set(holders.map(({ deploymentId }) => deploymentId))].filter((id) => id !== deployment.id);
    if (others.length > 0) return behindOf(ports, others);
    const answer = await ports.lanes.take(lanes, deployment.id);
    if (answer.taken) return [];
    // Somebody was faster, or stands in line: it does not join them.
    await ports.lanes.leave(deployment.id);
    return behindOf(ports, answer.holders);
  });
}

/** Gives the lanes back, or stops waiting, and wakes everybody who waits for one of them: some may go, all learn their place. */
export async function leaveLane(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
): Promise<void> {
  const drivers = await context.step('leave lane', async () => {
    const next = await ports.lanes.leave(deployment.id);
    const { waiting } = await ports.lanes.state(lanesOf(deployment.services, deployment.environment));
    return driversOf(ports, [...new Set([...next, ...waiting])]);
  });
  await wakeDrivers(context, drivers);
}

/** Whoever waits for a lane tries again, or learns the new place. */
export async function wakeDrivers(context: WorkflowContext<DeployMessage>, drivers: readonly string[]): Promise<void> {
  for (const driver of drivers) await context.send(driver, { kind: 'lane' } satisfies DeployMessage);
}

async function behindOf(ports: DeployPorts, deploymentIds: readonly string[]): Promise<string[]> {
  const words = await sayRollouts(ports, deploymentIds);
  return deploymentIds.map((id) => words[id] ?? `${id}, which has just begun`);
}

async function driversOf(ports: DeployPorts, deploymentIds: readonly string[]): Promise<string[]> {
  const waiting = await Promise.all(deploymentIds.map((id) => ports.deployments.get(id)));
  return waiting.flatMap((deployment) => (deployment ? [deployment.driver] : []));
}
