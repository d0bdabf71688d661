import { deployments, replicaSets } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import type { Deployment, ReplicaSet } from '../workloads.ts';
import { type ClusterState, deploymentsOf, keep, podsOf, replicaSetsOf, tell } from './cluster-state.ts';
import { deploymentStatus } from './deployment-status.ts';
import { createSet } from './new-set.ts';
import { isOfTemplate, templateHash } from './pod-template.ts';
import type { Resting } from './resting.ts';
import { bumped, historyOf, revisionKey, revisionOf } from './revisions.ts';
import { limits, type Scaling, scaleDown, scaleUp } from './rolling.ts';

/** Lets each Deployment roll a step further. Says whether anything changed. */
export function reconcileDeployments(state: ClusterState, { unlessAtRest }: Resting): boolean {
  const { store } = state;
  return deploymentsOf(store)
    .map((deployment) => {
      const sets = replicaSetsOf(store, deployment.metadata.uid);
      const waited = deployment.spec.strategy.type === 'Recreate' ? podsOfSets(store, sets) : [];
      return unlessAtRest(state, deployment, [...sets, ...waited], (now) => reconcile(now, deployment));
    })
    .some(Boolean);
}

function podsOfSets(store: ClusterState['store'], sets: readonly ReplicaSet[]) {
  return sets.flatMap(({ metadata }) => podsOf(store, metadata.uid));
}

function reconcile(state: ClusterState, found: Deployment): boolean {
  const { store } = state;
  const sets = replicaSetsOf(store, found.metadata.uid);
  const current = sets.find((set) => isOfTemplate(set, found.spec.template));
  const { paused = false } = found.spec;
  let deployment = found;
  let changed = false;
  if (!paused || current !== undefined) {
    const fresh = current === undefined ? firstOf(state, found, sets) : takeRevision(state, found, current, sets);
    deployment = withRevision(found, fresh);
    changed = fresh !== current;
    const old = sets.filter(({ metadata }) => metadata.uid !== fresh.metadata.uid);
    const wanted = paused ? whilePaused(deployment, fresh, old) : scalings(state, deployment, fresh, old);
    for (const scaling of wanted) scale(state, deployment, scaling);
    changed ||= wanted.length > 0;
    if (!changed && !paused) changed = forgetOldest(state, deployment, old);
  }
  const now = replicaSetsOf(store, found.metadata.uid);
  const status = deploymentStatus(state, deployment, now);
  return keep(store, deployments, { ...deployment, status }) || changed;
}

/** A paused Deployment rolls no further, but it is scaled. */
function whilePaused({ spec }: Deployment, fresh: ReplicaSet, old: readonly ReplicaSet[]): Scaling[] {
  const idle = old.every((set) => set.spec.replicas === 0);
  return idle && fresh.spec.replicas !== spec.replicas ? [{ set: fresh, to: spec.replicas }] : [];
}

function scalings(state: ClusterState, deployment: Deployment, fresh: ReplicaSet, old: ReplicaSet[]): Scaling[] {
  if (deployment.spec.strategy.type === 'Recreate') {
    const running = old.filter(({ spec }) => spec.replicas > 0);
    if (running.length > 0) return running.map((set) => ({ set, to: 0 }));
    const gone = old.every((set) => podsOf(state.store, set.metadata.uid).length === 0);
    const to = deployment.spec.replicas;
    return gone && fresh.spec.replicas !== to ? [{ set: fresh, to }] : [];
  }
  const up = scaleUp(deployment, fresh, [...old, fresh]);
  if (up !== undefined) return [up];
  const running = old.filter(({ spec }) => spec.replicas > 0);
  return running.length === 0 ? [] : scaleDown(deployment, fresh, running);
}

function scale(state: ClusterState, deployment: Deployment, { set, to }: Scaling): void {
  const from = set.spec.replicas;
  const generation = (set.metadata.generation ?? 1) + 1;
  const annotations = { ...set.metadata.annotations, ...replicaAnnotations(deployment) };
  keep(state.store, replicaSets, {
    ...set,
    metadata: { ...set.metadata, generation, annotations },
    spec: { ...set.spec, replicas: to },
  });
  const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`;
  tell(state, deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message, from: 'deployment-controller' });
}

function replicaAnnotations(deployment: Deployment): Record<string, string> {
  const { replicas } = deployment.spec;
  return {
    'deployment.kubernetes.io/desired-replicas': String(replicas),
    'deployment.kubernetes.io/max-replicas': String(replicas + limits(deployment).maxSurge),
  };
}

function firstOf(state: ClusterState, deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet {
  const hash = { label: 'pod-template-hash', value: templateHash(deployment.spec.template) };
  return createSet(state, deployment, hash, { ...historyOf(deployment, sets), ...replicaAnnotations(deployment) });
}

/** A set that is the current one again, after a rollback, becomes the newest revision. */
function takeRevision(state: ClusterState, of: Deployment, set: ReplicaSet, sets: readonly ReplicaSet[]): ReplicaSet {
  const next = bumped(of, set, sets);
  if (!keep(state.store, replicaSets, next)) return set;
  return replicaSetsOf(state.store, of.metadata.uid).find(({ metadata }) => metadata.uid === set.metadata.uid) ?? next;
}

function withRevision(deployment: Deployment, fresh: ReplicaSet): Deployment {
  const annotations = { ...deployment.metadata.annotations, [revisionKey]: String(revisionOf(fresh)) };
  return { ...deployment, metadata: { ...deployment.metadata, annotations } };
}

/** Keeps as many old revisions as `revisionHistoryLimit` says. */
function forgetOldest({ store }: ClusterState, deployment: Deployment, old: readonly ReplicaSet[]): boolean {
  const idle = old
    .filter(({ spec, status }) => spec.replicas === 0 && (status.replicas ?? 0) === 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  const tooMany = idle.slice(0, Math.max(0, old.length - deployment.spec.revisionHistoryLimit));
  for (const set of tooMany) store.remove(replicaSets, set as unknown as KubeObject);
  return tooMany.length > 0;
}
