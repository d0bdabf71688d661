import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { RollbackOfService } from '../model/rollout.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration, second } from '../model/time.ts';
import { list } from '../policy/verdicts.ts';
import type { Cluster, Standing } from '../ports/cluster.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { Cancel } from './cancel-among.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Outcome } from './rollback-by-workflow.ts';
import { tellGoesBack } from './rollback-changes.ts';
import { tick } from './rollback-lane.ts';
import type { PlacedImage, RollbackLook } from './rollback-look.ts';
import { answerLate, sentence } from './tell.ts';

/** So often the cluster is asked how far it is. */
const lookEvery = 2 * second;

/**
 * Images and traffic are set back on Kubernetes, all services at once, and looked at until they serve, stall, or the time is up. Every
 * turn may be made again: what stands already stays.
 */
export async function byCluster(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  look: RollbackLook,
): Promise<Outcome> {
  const { cluster } = ports;
  const { rollback } = deployment;
  if (!cluster || !rollback) throw new Error(`the rollback ${deployment.id} has no cluster to move`);
  let open = look.places;
  let shownAt: Instant = 0;
  let last = '';
  let until: Instant | null = null;
  for (;;) {
    const turns = await context.effect('set back on the cluster', () => turn(cluster, open));
    const now = await context.now();
    rollback.services = (rollback.services ?? []).map(
      (before) => turns.find(({ service }) => service === before.service) ?? before,
    );
    if (until === null) {
      until = now + limitOf(look);
      deployment.state = 'rolling-out';
      deployment.stateSince = now;
      const { sha, requester } = deployment;
      const images = Object.fromEntries(look.places.map(({ service, image }) => [service, image]));
      await record(context, ports, deployment, 'rollback.moved', requester, { sha, images });
      await show(context, ports, deployment, 'the cluster moves');
      await tellGoesBack(context, ports, deployment, look);
    }
    open = look.places.filter(({ service }) => isOpen(turns, service));
    if (open.length === 0) return over(rollback.services);
    if (now >= until) return tooLong(rollback.services, limitOf(look));
    const words = JSON.stringify(rollback.services);
    if (words !== last || now - shownAt >= tick) {
      await show(context, ports, deployment, 'how the cluster stands');
      shownAt = now;
    }
    last = words;
    const cancel = await heard(context, ports, deployment, now + lookEvery);
    if (cancel) return { kind: 'cancelled', by: cancel, touched: true };
  }
}

/** Longer than this nothing progresses, by the strategy's own measure; a promise of minutes is no reason to give up. */
function limitOf({ rule, places }: RollbackLook): number {
  return Math.max(rule.target, ...places.map(({ place }) => place.strategy.deadline));
}

function turn(cluster: Cluster, places: readonly PlacedImage[]): Promise<RollbackOfService[]> {
  return Promise.all(
    places.map(async ({ service, place, image }): Promise<RollbackOfService> => {
      try {
        const { standing } = await cluster.move(place, { kind: 'return-to', image }, null);
        return { service, image, ...stands(standing, image) };
      } catch (error) {
        if (!ofOutside(error)) throw error;
        const state = error.kind === 'unavailable' ? 'away' : 'refused';
        return { service, image, state, pods: { ready: 0, wanted: 0 }, why: error.message };
      }
    }),
  );
}

function stands(standing: Standing, image: string): Pick<RollbackOfService, 'state' | 'pods' | 'why'> {
  const { stable, fresh, state, why, weight } = standing;
  const own = stable.image === image ? stable : fresh?.image === image ? fresh : stable;
  const pods = { ready: own.pods.ready, wanted: own.pods.wanted };
  const trouble = own.pods.trouble[0] ?? why;
  if (state === 'stalled') return { state: 'stalled', pods, why: why ?? trouble };
  const serves = stable.image === image && weight === 0 && state === 'steady' && pods.ready >= pods.wanted;
  return { state: serves ? 'serving' : 'moving', pods, why: serves ? null : trouble };
}

function isOpen(turns: readonly RollbackOfService[], service: string): boolean {
  return turns.some((one) => one.service === service && (one.state === 'moving' || one.state === 'away'));
}

function over(services: readonly RollbackOfService[]): Outcome {
  const failed = services.filter(({ state }) => state !== 'serving');
  if (failed.length === 0) return { kind: 'serves' };
  const touched = services.some(({ state }) => state !== 'refused');
  const why = failed.map(
    ({ service, state, why: said }) =>
      `${service} ${state === 'refused' ? 'was refused' : 'stalled'}: ${said ?? 'the cluster does not say why'}`,
  );
  return { kind: 'failed', why: sentence(why.join('; ')), touched };
}

function tooLong(services: readonly RollbackOfService[], limit: number): Outcome {
  const left = services.filter(({ state }) => state !== 'serving');
  const said = left.flatMap(({ why }) => why ?? []);
  const why = `${list(left.map(({ service }) => service))} did not get there within ${sayDuration(limit)}${said.length > 0 ? `: ${said.join('; ')}` : ''}`;
  return { kind: 'failed', why: sentence(why), touched: true };
}

async function heard(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  until: Instant,
): Promise<Cancel | null> {
  const first = await context.receive(until);
  for (const message of first === null ? [] : [first, ...(await context.drain())]) {
    if (message.kind === 'cancel') return message;
    await answerLate(context, ports, deployment, message);
  }
  return null;
}
