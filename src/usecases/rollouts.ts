import type { Button } from '../model/button.ts';
import { findEnvironment, findTarget } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { PlaceOfService } from '../policy/strategies/places.ts';
import { placesOf, strategyOf } from '../policy/strategies/places.ts';
import { steering, steeringFace } from '../policy/strategies/steering-buttons.ts';
import type { Buttons } from '../ports/buttons.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Deployments } from '../ports/deployments.ts';

interface Ports {
  buttons: Buttons;
  catalogs: Pick<Catalogs, 'active'>;
  clock: Pick<Clock, 'now'>;
  deployments: Pick<Deployments, 'list'>;
}

const most = 20;
const recent = 5;

/** What is being rolled out, of a service or group or of all, with the buttons of its card; else what was last. */
export async function rollouts(ports: Ports, target: string | null): Promise<Notice> {
  const catalog = await ports.catalogs.active();
  const services = target === null ? null : (findTarget(catalog, target)?.services ?? [target]);
  const concerns = (deployment: Deployment) =>
    services === null || deployment.services.some((service) => services.includes(service));
  const [live, ended] = await Promise.all([
    ports.deployments.list({ states: ['rolling-out'], limit: most }),
    ports.deployments.list({ states: ['succeeded', 'rolled-back', 'failed', 'cancelled'], limit: 50 }),
  ]);
  const shown = await Promise.all(
    live.filter(concerns).map(async (deployment) => ({ deployment, buttons: await buttonsOf(ports, deployment) })),
  );
  const last = ended.filter((deployment) => deployment.rollout && concerns(deployment)).slice(0, recent);
  return { kind: 'rollouts', target, live: shown, last, now: ports.clock.now() };
}

function buttonsOf({ buttons }: Ports, { id: deploymentId, rollout }: Deployment): Promise<Button[]> {
  if (!rollout) return Promise.resolve([]);
  return Promise.all(
    steering(deploymentId, rollout).map(async (offer) => {
      const id = await buttons.offer(offer);
      return { id, kind: offer.kind, ...steeringFace(offer.kind, rollout) };
    }),
  );
}

/** What is being rolled out on clusters, and where its services run by the catalog of now. */
export async function rolloutsOnClusters({
  catalogs,
  deployments,
}: Pick<Ports, 'catalogs' | 'deployments'>): Promise<{ deploymentId: string; places: PlaceOfService['place'][] }[]> {
  const live = await deployments.list({ states: ['rolling-out'], limit: 200 });
  if (live.length === 0) return [];
  const { pipelines } = await catalogs.active();
  return live.flatMap((deployment) => {
    const pipeline = pipelines.find(({ name }) => name === deployment.pipeline);
    const delivery = pipeline && findEnvironment(pipeline, deployment.environment)?.delivery;
    if (!delivery) return [];
    const places = [...placesOf(strategyOf(delivery, deployment), deployment).values()].map(({ place }) => place);
    return places.length === 0 ? [] : [{ deploymentId: deployment.id, places }];
  });
}
