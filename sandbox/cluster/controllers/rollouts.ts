import { replicaSets, rollouts } from '../kinds.ts';
import { timestamp } from '../object.ts';
import { pauseOf, type Rollout, type RolloutStatus } from '../rollouts.ts';
import type { ReplicaSet } from '../workloads.ts';
import { type ClusterState, keep, replicaSetsOf, tell } from './cluster-state.ts';
import { createSet } from './new-set.ts';
import { rolloutHash, templateHash } from './pod-template.ts';
import { rolloutStatus } from './rollout-status.ts';
import { routeRollout } from './rollout-traffic.ts';

const revisionKey = 'rollout.argoproj.io/revision';

/** Lets each Rollout of Argo go a step further by its own steps. Says whether anything changed. */
export function reconcileRollouts(state: ClusterState): boolean {
  return (state.store.list(rollouts) as unknown as Rollout[]).map((rollout) => reconcile(state, rollout)).some(Boolean);
}

function reconcile(state: ClusterState, rollout: Rollout): boolean {
  const { store } = state;
  const hash = templateHash(rollout.spec.template, rolloutHash);
  const before = replicaSetsOf(store, rollout.metadata.uid);
  const fresh = setOf(before, hash) ?? firstOf(state, rollout, hash, before);
  const sets = replicaSetsOf(store, rollout.metadata.uid);
  const begun = begin(rollout, hash);
  const { status, weight } = stepOn(state, rollout, begun, fresh, setOf(sets, begun.stableRS));
  const scaled = scaleSets(state, rollout, status, weight, sets);
  const routed = routeRollout(state, rollout, status, weight);
  const now = replicaSetsOf(store, rollout.metadata.uid);
  const told = rolloutStatus(state, rollout, { ...status, ...routed.status }, now);
  const { annotations } = rollout.metadata;
  const revision = fresh.metadata.annotations?.[revisionKey] ?? '1';
  const metadata = { ...rollout.metadata, annotations: { ...annotations, [revisionKey]: revision } };
  return keep(store, rollouts, { ...rollout, metadata, status: told }) || scaled || routed.changed;
}

export function setOf(sets: readonly ReplicaSet[], hash: string | undefined): ReplicaSet | undefined {
  return sets.find(({ metadata }) => hash !== undefined && metadata.labels?.[rolloutHash] === hash);
}

/** A new template begins at the first step; the stable one again has none left to take. */
function begin({ spec, status }: Rollout, hash: string): RolloutStatus {
  if (status.currentPodHash === hash) return status;
  const { abortedAt: _, ...rest } = status;
  const done = status.stableRS === undefined || status.stableRS === hash;
  const currentStepIndex = done ? spec.strategy.canary.steps.length : 0;
  const none = { pauseConditions: null, controllerPause: false, abort: false, promoteFull: false };
  return { ...rest, ...none, currentPodHash: hash, currentStepIndex };
}

const available = (set: ReplicaSet | undefined) => set?.status.availableReplicas ?? 0;

/** Where it is after this moment, and the percentage that the fresh version shall have. */
function stepOn(
  state: ClusterState,
  { spec, metadata }: Rollout,
  now: RolloutStatus,
  fresh: ReplicaSet,
  stable: ReplicaSet | undefined,
): { status: RolloutStatus; weight: number } {
  const { steps } = spec.strategy.canary;
  const isFirst = now.stableRS === undefined;
  const isStable = now.stableRS === now.currentPodHash;
  if (now.abort === true && !isStable) {
    const abortedAt = now.abortedAt ?? timestamp(state.clock.now());
    return { status: { ...now, abortedAt, pauseConditions: null, controllerPause: false }, weight: 0 };
  }
  let status: RolloutStatus = { ...now, abortedAt: null };
  if (status.promoteFull === true)
    status = { ...status, currentStepIndex: steps.length, pauseConditions: null, controllerPause: false };
  for (;;) {
    const index = status.currentStepIndex ?? 0;
    const step = steps[index];
    const weight = isFirst || isStable ? 100 : weightAt(steps, index);
    if (step === undefined) {
      if (available(fresh) < spec.replicas) return { status, weight: 100 };
      const promoted = status.stableRS !== status.currentPodHash;
      const hash = status.currentPodHash;
      return {
        status: { ...status, promoteFull: false, ...(promoted && hash ? { stableRS: hash } : {}) },
        weight: 100,
      };
    }
    if (spec.paused === true || available(fresh) < wanted(spec, weight) || stable === undefined)
      return { status, weight };
    if (step.pause !== undefined) {
      const waits = status.pauseConditions ?? [];
      if (status.controllerPause !== true) {
        const startTime = timestamp(state.clock.now());
        status = { ...status, controllerPause: true, pauseConditions: [{ reason: 'CanaryPauseStep', startTime }] };
        continue;
      }
      const [pause] = waits;
      const seconds = pauseOf(step.pause);
      if (pause !== undefined) {
        if (seconds === null) return { status, weight };
        const until = Date.parse(pause.startTime) + seconds * 1_000;
        if (state.clock.now() < until) {
          state.wakeAt(until);
          return { status, weight };
        }
      }
    }
    tell(
      state,
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata, spec: {}, status: {} },
      {
        type: 'Normal',
        reason: 'RolloutStepCompleted',
        message: `Rollout step ${index + 1}/${steps.length} completed`,
        from: 'rollouts-controller',
      },
    );
    status = { ...status, currentStepIndex: index + 1, pauseConditions: null, controllerPause: false };
  }
}

/** The last weight that was set up to this step. */
function weightAt(steps: Rollout['spec']['strategy']['canary']['steps'], index: number): number {
  return steps.slice(0, index + 1).findLast(({ setWeight }) => setWeight !== undefined)?.setWeight ?? 0;
}

/** Fresh replicas for a weight. */
function wanted({ replicas, strategy }: Rollout['spec'], weight: number): number {
  if (weight === 0) return 0;
  const share = (replicas * weight) / 100;
  return strategy.canary.trafficRouting === undefined ? Math.max(1, Math.round(share)) : Math.ceil(share);
}

/** Without a router the replicas are the weight, so that the others give way; with one all stable ones stay until the end. */
function scaleSets(
  state: ClusterState,
  rollout: Rollout,
  status: RolloutStatus,
  weight: number,
  sets: readonly ReplicaSet[],
): boolean {
  const { spec } = rollout;
  const isStable = status.stableRS === undefined || status.stableRS === status.currentPodHash;
  const fresh = setOf(sets, status.currentPodHash);
  const up = isStable ? spec.replicas : wanted(spec, weight);
  const ready = Math.min(up, available(fresh));
  const others = spec.strategy.canary.trafficRouting === undefined ? spec.replicas - ready : spec.replicas;
  const target = (set: ReplicaSet) => {
    if (set === fresh) return up;
    return set.metadata.labels?.[rolloutHash] === status.stableRS && !isStable ? others : 0;
  };
  return sets.map((set) => scale(state, rollout, set, target(set))).some(Boolean);
}

function scale(state: ClusterState, rollout: Rollout, set: ReplicaSet, to: number): boolean {
  const from = set.spec.replicas;
  if (from === to) return false;
  const generation = (set.metadata.generation ?? 1) + 1;
  keep(state.store, replicaSets, {
    ...set,
    metadata: { ...set.metadata, generation },
    spec: { ...set.spec, replicas: to },
  });
  const message = `Scaled ${to > from ? 'up' : 'down'} ReplicaSet ${set.metadata.name} from ${from} to ${to}`;
  tell(state, rollout, { type: 'Normal', reason: 'ScalingReplicaSet', message, from: 'rollouts-controller' });
  return true;
}

function firstOf(state: ClusterState, rollout: Rollout, hash: string, sets: readonly ReplicaSet[]): ReplicaSet {
  const revision = Math.max(0, ...sets.map(({ metadata }) => Number(metadata.annotations?.[revisionKey] ?? 0))) + 1;
  return createSet(state, rollout, { label: rolloutHash, value: hash }, { [revisionKey]: String(revision) });
}
