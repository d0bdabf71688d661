import type { Catalog } from '../model/catalog.ts';
import { type KubernetesStrategy, strategyFor, type Workload } from '../model/delivery.ts';

/** A workload of the catalog, how it is moved, and the environment that says so, as in `trading-engine production`. */
export interface ClusterNeed {
  environment: string;
  workload: Workload;
  strategy: KubernetesStrategy;
}

export function clusterNeeds(catalog: Catalog): ClusterNeed[] {
  return catalog.pipelines.flatMap((pipeline) =>
    pipeline.environments.flatMap(({ name, delivery }) =>
      [delivery?.strategy, delivery?.majorStrategy].flatMap((strategy) =>
        strategy?.on !== 'kubernetes'
          ? []
          : strategy.workloads.map((workload) => ({
              environment: `${pipeline.name} ${name}`,
              workload,
              strategy: strategyFor(strategy, workload),
            })),
      ),
    ),
  );
}

/** Clusters that the catalog names and the settings do not, in sentences. `names`: those of the settings; null: none are set. */
export function missingClusters(catalog: Catalog, names: readonly string[] | null): string[] {
  const wanted = new Map<string, Set<string>>();
  for (const { environment, workload } of clusterNeeds(catalog))
    wanted.set(workload.cluster, (wanted.get(workload.cluster) ?? new Set()).add(environment));
  const there = names === null || names.length === 0 ? 'none is set up' : `there are: ${names.join(', ')}`;
  return [...wanted]
    .filter(([cluster]) => !(names ?? []).includes(cluster))
    .map(
      ([cluster, environments]) =>
        `Cluster ${cluster}, which ${[...environments].join(', ')} want${environments.size === 1 ? 's' : ''}, is not among the contexts of the settings (${there}): set QUARTERDECK_KUBECONFIG or QUARTERDECK_IN_CLUSTER.`,
    );
}
