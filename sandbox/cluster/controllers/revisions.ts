import type { Deployment, ReplicaSet } from '../workloads.ts';

export const revisionKey = 'deployment.kubernetes.io/revision';
const historyKey = 'deployment.kubernetes.io/revision-history';
/** What describes the Deployment alone is not handed on to its sets. */
const notHandedOn = ['kubectl.kubernetes.io/last-applied-configuration', revisionKey, historyKey];

export function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.[revisionKey] ?? 0);
}

function handedOn({ metadata }: Deployment): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !notHandedOn.includes(key)));
}

function nextRevision(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map(revisionOf)) + 1;
}

/** Annotations of a set that is made now: the Deployment's own, such as the change-cause, and the next revision. */
export function historyOf(deployment: Deployment, sets: readonly ReplicaSet[]): Record<string, string> {
  return { ...handedOn(deployment), [revisionKey]: String(nextRevision(sets)) };
}

/** The set as the newest revision; the numbers that it had before are kept beside. */
export function bumped(deployment: Deployment, set: ReplicaSet, sets: readonly ReplicaSet[]): ReplicaSet {
  const others = sets.filter(({ metadata }) => metadata.uid !== set.metadata.uid);
  const now = revisionOf(set);
  const next = nextRevision(others);
  const annotations = { ...set.metadata.annotations, ...handedOn(deployment) };
  if (now < next) {
    const before = set.metadata.annotations?.[historyKey];
    annotations[revisionKey] = String(next);
    annotations[historyKey] = before === undefined ? String(now) : `${before},${now}`;
  }
  return { ...set, metadata: { ...set.metadata, annotations } };
}
