import type { StandingVersion } from '../../ports/cluster.ts';
import { podsOf, restartsOf, troubleOf } from './pods.ts';
import { rejected, type Scene } from './scene.ts';
import type { Deployment, ReplicaSet, Template } from './shapes.ts';
import { sameTemplate } from './writes.ts';

const revisionKeys = ['deployment.kubernetes.io/revision', 'rollout.argoproj.io/revision'];

/** How far a Deployment is with the template that it should have. */
export interface Progress {
  deployment: Deployment;
  /** The set of that template; null until the controller has made it. */
  current: ReplicaSet | null;
  /** Another version that still serves while it rolls; null when there is none. */
  before: ReplicaSet | null;
  /** All sets, newest revision first. */
  sets: readonly ReplicaSet[];
  /** Every pod is of that template, and available. */
  complete: boolean;
  /** Its deadline is over: in the cluster's words. */
  stalled: string | null;
}

export function revisionOf({ metadata }: Pick<ReplicaSet, 'metadata'>): number | null {
  const found = revisionKeys.map((key) => Number(metadata.annotations?.[key])).find((each) => each > 0);
  return found ?? null;
}

/** The sets of what owns them, newest first. */
export function setsOf(scene: Scene, uid: string | undefined): ReplicaSet[] {
  return scene.sets
    .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
    .sort((a, b) => (revisionOf(b) ?? 0) - (revisionOf(a) ?? 0));
}

export function progressOf(scene: Scene, deployment: Deployment): Progress {
  const { metadata, spec, status } = deployment;
  const sets = setsOf(scene, metadata.uid);
  const current = sets.find((set) => sameTemplate(set, spec.template)) ?? null;
  const others = sets.filter((set) => set !== current);
  const serving = others.filter((set) => set.spec.replicas > 0 || (set.status.replicas ?? 0) > 0);
  const most = serving.toSorted((a, b) => (b.status.readyReplicas ?? 0) - (a.status.readyReplicas ?? 0))[0];
  // Until the controller has seen a new template, the newest set is what serves.
  const before = most ?? (current === null && spec.replicas > 0 ? (others[0] ?? null) : null);
  const seen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const all = [status.updatedReplicas, status.replicas, status.availableReplicas];
  const failed = status.conditions?.find(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  );
  return {
    deployment,
    current,
    before,
    sets,
    complete: seen && all.every((count = 0) => count === spec.replicas),
    stalled: failed && seen ? `ProgressDeadlineExceeded: ${failed.message ?? 'it does not progress'}` : null,
  };
}

/** Ready pods of the template that it should have. */
export function readyOf({ current }: Progress): number {
  return current?.status.readyReplicas ?? 0;
}

/** The version that it should have. */
export function wantedVersion(scene: Scene, { deployment, current }: Progress, container: string): StandingVersion {
  const pods = current === null ? [] : podsOf(scene.pods, [current]);
  return {
    name: deployment.metadata.name,
    image: imageIn(scene, deployment.spec.template, container, deployment.metadata.name),
    revision: current === null ? null : revisionOf(current),
    pods: {
      wanted: deployment.spec.replicas,
      ready: current?.status.readyReplicas ?? 0,
      restarts: restartsOf(pods),
      trouble: troubleOf(pods),
    },
  };
}

/** The version that one of its sets is. */
export function setVersion(scene: Scene, name: string, set: ReplicaSet, container: string): StandingVersion {
  const pods = podsOf(scene.pods, [set]);
  return {
    name,
    image: imageIn(scene, set.spec.template, container, name),
    revision: revisionOf(set),
    pods: {
      wanted: set.spec.replicas,
      ready: set.status.readyReplicas ?? 0,
      restarts: restartsOf(pods),
      trouble: troubleOf(pods),
    },
  };
}

export function imageIn(scene: Scene, { spec }: Template, container: string, name: string): string {
  const found = spec.containers.find((each) => each.name === container);
  if (found !== undefined) return found.image;
  const names = spec.containers.map((each) => each.name).join(', ');
  throw rejected(scene, `${name} has no container ${container}; it has: ${names}`);
}

export function withImage(template: Template, container: string, image: string): Template {
  const containers = template.spec.containers.map((each) => (each.name === container ? { ...each, image } : each));
  return { ...template, spec: { ...template.spec, containers } };
}

/** The newest set with that image. */
export function setWithImage(sets: readonly ReplicaSet[], container: string, image: string): ReplicaSet | null {
  const has = ({ spec }: ReplicaSet) =>
    spec.template.spec.containers.some((each) => each.name === container && each.image === image);
  return sets.find(has) ?? null;
}
