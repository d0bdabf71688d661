import type { Button } from '../model/button.ts';
import type { CanaryChart } from '../model/canary-chart.ts';
import type { Catalog, Environment } from '../model/catalog.ts';
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

/** What a rollout looks like, as its workflow draws it; null where nothing can be seen. */
export type LookAtRollout = (deployment: Deployment, environment: Environment | null) => Promise<CanaryChart | null>;

const most = 20;
const recent = 5;

/** What is being rolled out, of a service or group or of all, with the buttons of its card; else what was last. */
export async function rollouts(ports: Ports, target: string | null, look: LookAtRollout): Promise<Notice> {
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
  const [first] = shown;
  const picture = first ? await look(first.deployment, environmentIn(catalog, first.deployment)) : null;
  const last = ended.filter((deployment) => deployment.rollout && concerns(deployment)).slice(0, recent);
  return { kind: 'rollouts', target, live: shown, last, picture, now: ports.clock.now() };
}

function environmentIn({ pipelines }: Catalog, deployment: Deployment): Environment | null {
  const pipeline = pipelines.find(({ name }) => name === deployment.pipeline);
  return pipeline ? findEnvironment(pipeline, deployment.environment) : null;
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
  const catalog = await catalogs.active();
  return live.flatMap((deployment) => {
    const delivery = environmentIn(catalog, deployment)?.delivery;
    if (!delivery) return [];
    const places = [...placesOf(strategyOf(delivery, deployment), deployment).values()].map(({ place }) => place);
    return places.length === 0 ? [] : [{ deploymentId: deployment.id, places }];
  });
}
