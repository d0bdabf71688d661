import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { RollbackLook } from './rollback-look.ts';
import { reply } from './tell.ts';

/**
 * Of two colours the one that was taken back keeps no pods, as after a rollout that failed. The lane is still held, so that nobody brings
 * it up meanwhile. The earlier version serves already: what cannot be scaled down is told, and undoes nothing.
 */
export async function scaleDownColours(
  context: WorkflowContext<DeployMessage>,
  { chat, cluster }: Pick<DeployPorts, 'chat' | 'cluster'>,
  deployment: Deployment,
  { places }: Pick<RollbackLook, 'places'>,
): Promise<void> {
  const colours = places.filter(({ place }) => place.strategy.kind === 'blue-green');
  if (!cluster || colours.length === 0) return;
  const kept = await context.effect('scale down what was taken back', async () => {
    const done = await Promise.all(
      colours.map(async ({ service, place }) => {
        try {
          await cluster.move(place, { kind: 'retire', replicas: 0 }, null);
          return [];
        } catch (error) {
          if (!ofOutside(error)) throw error;
          return [`${service}: ${error.message}`];
        }
      }),
    );
    return done.flat();
  });
  if (kept.length === 0) return;
  await reply(context, { chat }, deployment, 'colours', {
    kind: 'text',
    tone: 'warning',
    title: 'What was taken back keeps its pods, without traffic',
    lines: [...kept, 'The next deployment exchanges them; until then somebody may scale them down.'],
  });
}
