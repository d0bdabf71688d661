import { deployments } from '../kinds.ts';
import { findDeployment, takeDeployment } from '../scene.ts';
import { type CanaryTraffic, canaryNameOf, podLabels } from './canary-traffic.ts';

/** The Service picks the pods of both, and each pod gets its share: as fine as there are replicas. */
export const byReplicas: CanaryTraffic = {
  refs: ({ workload }) => [{ kind: deployments, name: workload.name }],
  labels: (_, __, stable) => podLabels(stable),
  prepare: () => [],
  weight({ workload: { name } }, scene) {
    const fresh = findDeployment(scene, canaryNameOf(name))?.status.readyReplicas ?? 0;
    const stable = takeDeployment(scene, name).status.readyReplicas ?? 0;
    return fresh + stable === 0 ? 0 : Math.round((100 * fresh) / (fresh + stable));
  },
  weigh: () => [],
  remarks({ workload, strategy }, _, { spec: { replicas } }) {
    const weights = strategy.kind === 'canary' ? strategy.phases.map(({ weight }) => weight) : [];
    return sharesInWords(weights, workload.service, replicas).map((found) => ({
      found,
      mend: `Run more pods, write shares that ${replicas} pods can express, or divide the traffic by http_route or ingress_nginx.`,
    }));
  },
  marked: ({ workload: { name } }, scene) => [
    takeDeployment(scene, name).spec.replicas,
    findDeployment(scene, canaryNameOf(name))?.spec.replicas ?? 0,
  ],
};

/** So many beside `stable` ones make about that share. */
export function replicasFor(percent: number, stable: number): number {
  return Math.max(1, Math.round((percent * stable) / (100 - percent)));
}

/** A share that is off by more than half of itself, or no other than the one before. */
function sharesInWords(weights: readonly number[], service: string, stable: number): string[] {
  const beside = (canaries: number) => `${canaries} ${canaries === 1 ? 'canary' : 'canaries'} beside ${stable} pods.`;
  return weights.flatMap((weight, index) => {
    const canaries = replicasFor(weight, stable);
    const share = Math.round((100 * canaries) / (canaries + stable));
    if (Math.abs(share - weight) > weight / 2)
      return [`${weight} % of the traffic of ${service} would be ${share} %: ${beside(canaries)}`];
    const before = weights[index - 1];
    return before !== undefined && replicasFor(before, stable) === canaries
      ? [`${before} % and ${weight} % of the traffic of ${service} come to the same: ${beside(canaries)}`]
      : [];
  });
}
