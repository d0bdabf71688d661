import type { Delivery, KubernetesStrategy, Strategy, Workload } from '../../model/delivery.ts';
import { strategyFor } from '../../model/delivery.ts';
import type { Deployment } from '../../model/deployment.ts';
import { chooseStrategy } from './choose.ts';
import { imageOf } from './images.ts';

/** Where one service of a deployment runs, and what is put there. */
export interface PlaceOfService {
  place: { workload: Workload; strategy: KubernetesStrategy };
  image: string;
}

/** By service; empty where the run moves the version. */
export function placesOf(
  strategy: Strategy,
  { services, ref, sha }: Pick<Deployment, 'services' | 'ref' | 'sha'>,
): Map<string, PlaceOfService> {
  if (strategy.on !== 'kubernetes') return new Map();
  const wanted = strategy.workloads.filter(({ service }) => services.includes(service));
  return new Map(
    wanted.map((workload) => {
      const place = { workload, strategy: strategyFor(strategy, workload) };
      return [workload.service, { place, image: imageOf(workload, ref.name, sha) }];
    }),
  );
}

/** The strategy by which a deployment is rolled out. */
export function strategyOf(delivery: Delivery, { from, ref }: Pick<Deployment, 'from' | 'ref'>): Strategy {
  return chooseStrategy(delivery, from?.ref ?? null, ref.name);
}
