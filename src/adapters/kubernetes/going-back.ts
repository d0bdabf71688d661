import { deployments } from './kinds.ts';
import { type Progress, setWithImage } from './progress.ts';
import type { Deployment, ReplicaSet } from './shapes.ts';
import { deploymentPatch, templateOf, templatePatch, type Write } from './writes.ts';

const cause = 'kubernetes.io/change-cause';
/** What describes the one object alone. */
const notHandedOn = [
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
  'kubectl.kubernetes.io/last-applied-configuration',
];

/** As `kubectl rollout undo` does: the template of that revision, with the annotations that the set kept of it. */
export function backToSet(
  deployment: Deployment,
  set: ReplicaSet,
  more: { replicas?: number; annotations?: Record<string, string> } = {},
): Write {
  const { [cause]: _, ...annotations } = deployment.metadata.annotations ?? {};
  const kept = Object.entries(set.metadata.annotations ?? {}).filter(([key]) => !notHandedOn.includes(key));
  return templatePatch(deployments, deployment, templateOf(set), {
    ...more,
    annotations: { ...annotations, ...Object.fromEntries(kept), ...more.annotations },
  });
}

/** Back to an image: by its revision where one is remembered, else the image alone. */
export function backToImage({ deployment, sets }: Progress, container: string, image: string): Write {
  const set = setWithImage(sets, container, image);
  return set === null ? deploymentPatch(deployment, { image: { container, image } }) : backToSet(deployment, set);
}
