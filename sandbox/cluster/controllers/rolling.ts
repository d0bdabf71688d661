import type { Deployment, ReplicaSet } from '../workloads.ts';

/** How many replicas a set shall have from now on. */
export interface Scaling {
  set: ReplicaSet;
  to: number;
}

/** Percentages of the replicas: surge is rounded up, unavailable down; both 0 after rounding would stand still. */
export function limits({ spec }: Deployment): { maxSurge: number; maxUnavailable: number } {
  const { rollingUpdate } = spec.strategy;
  const share = (value: number | string, round: (n: number) => number) =>
    typeof value === 'number' ? value : round((Number.parseInt(value, 10) * spec.replicas) / 100);
  const maxSurge = share(rollingUpdate?.maxSurge ?? 0, Math.ceil);
  const maxUnavailable = share(rollingUpdate?.maxUnavailable ?? 0, Math.floor);
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

const sum = (sets: readonly ReplicaSet[]) => sets.reduce((total, { spec }) => total + spec.replicas, 0);
const available = ({ status }: ReplicaSet) => status.availableReplicas ?? 0;

/** As many new replicas as the surge allows now. */
export function scaleUp(deployment: Deployment, fresh: ReplicaSet, all: readonly ReplicaSet[]): Scaling | undefined {
  const { replicas } = deployment.spec;
  if (fresh.spec.replicas > replicas) return { set: fresh, to: replicas };
  const room = replicas + limits(deployment).maxSurge - sum(all);
  const more = Math.min(room, replicas - fresh.spec.replicas);
  return more > 0 ? { set: fresh, to: fresh.spec.replicas + more } : undefined;
}

/** Old replicas that may go: first those that are of no use, then as many as availability allows. */
export function scaleDown(deployment: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): Scaling[] {
  const minAvailable = deployment.spec.replicas - limits(deployment).maxUnavailable;
  const unavailable = fresh.spec.replicas - available(fresh);
  let unhealthyRoom = sum([...old, fresh]) - minAvailable - unavailable;
  if (unhealthyRoom <= 0) return [];
  const left = new Map(old.map((set) => [set, set.spec.replicas]));
  const oldestFirst = [...old].sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
  for (const set of oldestFirst) {
    const useless = Math.min(unhealthyRoom, set.spec.replicas - available(set));
    if (useless <= 0) continue;
    left.set(set, set.spec.replicas - useless);
    unhealthyRoom -= useless;
  }
  let room = [...old, fresh].reduce((total, set) => total + available(set), 0) - minAvailable;
  for (const set of oldestFirst) {
    const now = left.get(set) ?? 0;
    const fewer = Math.min(room, now);
    if (fewer <= 0) continue;
    left.set(set, now - fewer);
    room -= fewer;
  }
  return [...left].filter(([set, to]) => to !== set.spec.replicas).map(([set, to]) => ({ set, to }));
}
