import { pods, replicaSets } from '../kinds.ts';
import { type KubeObject, timestamp } from '../object.ts';
import type { Pod, ReplicaSet } from '../workloads.ts';
import { type ClusterState, keep, ownerOf, podsOf, replicaSetsOf, suffix, tell } from './cluster-state.ts';
import { endPod, isReady, readySince } from './pods.ts';
import type { Resting } from './resting.ts';

/** Makes as many pods as each ReplicaSet asks for, and counts them. Says whether anything changed. */
export function reconcileReplicaSets(state: ClusterState, { unlessAtRest }: Resting): boolean {
  const { store } = state;
  return replicaSetsOf(store)
    .map((set) => unlessAtRest(state, set, podsOf(store, set.metadata.uid), (now) => reconcile(now, set)))
    .some(Boolean);
}

function reconcile(state: ClusterState, set: ReplicaSet): boolean {
  const { store } = state;
  const running = podsOf(store, set.metadata.uid).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const missing = set.spec.replicas - running.length;
  for (let made = 0; made < missing; made += 1) createPod(state, set);
  if (missing < 0) {
    for (const pod of [...running].sort(leastUseful).slice(0, -missing)) {
      tell(state, set, {
        type: 'Normal',
        reason: 'SuccessfulDelete',
        message: `Deleted pod: ${pod.metadata.name}`,
        from: 'replicaset-controller',
      });
      endPod(state, pod);
    }
  }
  const now = podsOf(store, set.metadata.uid).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const ready = now.filter(isReady);
  const available = ready.filter((pod) => isAvailable(state, set, pod));
  const status = {
    replicas: now.length,
    fullyLabeledReplicas: now.length,
    ...(ready.length === 0 ? {} : { readyReplicas: ready.length }),
    ...(available.length === 0 ? {} : { availableReplicas: available.length }),
    observedGeneration: set.metadata.generation ?? 1,
  };
  return keep(store, replicaSets, { ...set, status }) || missing !== 0;
}

function isAvailable({ clock, wakeAt }: ClusterState, set: ReplicaSet, pod: Pod): boolean {
  const at = readySince(pod) + (set.spec.minReadySeconds ?? 0) * 1_000;
  if (at <= clock.now()) return true;
  wakeAt(at);
  return false;
}

/** Pods that are not ready go first, then the newest. */
function leastUseful(a: Pod, b: Pod): number {
  const ready = Number(isReady(a)) - Number(isReady(b));
  return ready !== 0 ? ready : a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1;
}

function createPod(state: ClusterState, set: ReplicaSet): void {
  const { store, ids, clock } = state;
  const { namespace = 'default' } = set.metadata;
  const { metadata, spec } = set.spec.template;
  const name = `${set.metadata.name}-${suffix(ids)}`;
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${set.metadata.name}-`,
      namespace,
      uid: ids.guid(),
      resourceVersion: '',
      creationTimestamp: timestamp(clock.now()),
      labels: metadata.labels,
      ...(metadata.annotations === undefined ? {} : { annotations: metadata.annotations }),
      ownerReferences: ownerOf(set),
    },
    spec,
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  };
  store.put(pods, pod as unknown as KubeObject);
  tell(state, set, {
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message: `Created pod: ${name}`,
    from: 'replicaset-controller',
  });
}
