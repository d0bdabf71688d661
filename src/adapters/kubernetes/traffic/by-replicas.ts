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
  marked: ({ workload: { name } }, scene) => [
    takeDeployment(scene, name).spec.replicas,
    findDeployment(scene, canaryNameOf(name))?.spec.replicas ?? 0,
  ],
};

/** So many beside `stable` ones make about that share. */
export function replicasFor(percent: number, stable: number): number {
  return Math.max(1, Math.round((percent * stable) / (100 - percent)));
}
