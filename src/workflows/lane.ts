import type { Deployment } from '../model/deployment.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { lanesOf } from './gather.ts';
import { answerLate, tellRequester } from './tell.ts';

/**
 * Takes the lanes of all services, waiting in order if need be. `waited` says that time has passed and the facts must be looked
 * at again.
 */
export async function takeLane(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
): Promise<{ taken: boolean; waited: boolean }> {
  const lanes = lanesOf(deployment.services, deployment.environment);
  let waited = false;
  for (;;) {
    const { answer, drivers } = await context.step('take lane', async () => {
      const answer = await ports.lanes.take(lanes, deployment.id);
      const { waiting } = await ports.lanes.state(lanes);
      return { answer, drivers: answer.taken ? await driversOf(ports, waiting) : [] };
    });
    if (answer.taken) {
      deployment.place = null;
      for (const driver of drivers) await context.send(driver, { kind: 'lane' } satisfies DeployMessage);
      return { taken: true, waited };
    }
    if (!waited || deployment.place !== answer.place) {
      deployment.state = 'queued';
      deployment.stateSince = waited ? deployment.stateSince : await context.now();
      deployment.place = answer.place;
      await show(context, ports, deployment, `place ${answer.place}`);
      await tellRequester(context, ports, deployment, `queued:${answer.place}`, {
        kind: 'queued',
        deployment,
        place: answer.place,
        behind: answer.holders,
      });
      if (!waited) {
        const details = { place: answer.place, behind: answer.holders };
        await record(context, ports, deployment, 'deployment.queued', { system: 'quarterdeck' }, details);
      }
    }
    waited = true;
    const message = await context.receive();
    if (message?.kind === 'cancel') {
      deployment.note = `Cancelled by ${message.by.name} while it waited for the lane.`;
      await leaveLane(context, ports, deployment);
      return { taken: false, waited };
    }
    if (message && message.kind !== 'lane') await answerLate(context, ports, deployment, message);
  }
}

/** Gives the lanes back, or stops waiting, and wakes whoever may now try. */
export async function leaveLane(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
): Promise<void> {
  const drivers = await context.step('leave lane', async () => {
    const next = await ports.lanes.leave(deployment.id);
    return driversOf(ports, next);
  });
  for (const driver of drivers) await context.send(driver, { kind: 'lane' } satisfies DeployMessage);
}

async function driversOf(ports: DeployPorts, deploymentIds: readonly string[]): Promise<string[]> {
  const waiting = await Promise.all(deploymentIds.map((id) => ports.deployments.get(id)));
  return waiting.flatMap((deployment) => (deployment ? [deployment.driver] : []));
}
