import { timestamp } from '../object.ts';
import type { Rollout, RolloutStatus } from '../rollouts.ts';
import type { ReplicaSet } from '../workloads.ts';
import type { ClusterState } from './cluster-state.ts';
import { withCondition } from './conditions.ts';
import { rolloutHash } from './pod-template.ts';

/** Counts, phase and message of a Rollout, as Argo's controller works them out. */
export function rolloutStatus(
  state: ClusterState,
  { spec, metadata, status: then }: Rollout,
  now: RolloutStatus,
  sets: readonly ReplicaSet[],
): RolloutStatus {
  const total = (count: (set: ReplicaSet) => number | undefined) =>
    sets.reduce((sum, set) => sum + (count(set) ?? 0), 0);
  const fresh = sets.find((set) => set.metadata.labels?.[rolloutHash] === now.currentPodHash);
  const counts = {
    replicas: total(({ status }) => status.replicas),
    updatedReplicas: fresh?.status.replicas ?? 0,
    readyReplicas: total(({ status }) => status.readyReplicas),
    availableReplicas: total(({ status }) => status.availableReplicas),
  };
  const status: RolloutStatus = { ...now, ...counts, observedGeneration: String(metadata.generation ?? 1) };
  const revision = metadata.annotations?.['rollout.argoproj.io/revision'] ?? '1';
  const moved =
    counts.updatedReplicas !== then.updatedReplicas ||
    counts.availableReplicas !== then.availableReplicas ||
    now.currentStepIndex !== then.currentStepIndex ||
    now.currentPodHash !== then.currentPodHash;
  const known = then.conditions?.find(({ type }) => type === 'Progressing');
  const at = timestamp(state.clock.now());
  const say = (is: 'True' | 'False' | 'Unknown', reason: string, message: string, updates = false) =>
    withCondition(then.conditions ?? [], { type: 'Progressing', status: is, reason, message }, at, updates);
  const promoted = now.stableRS !== undefined && now.stableRS === now.currentPodHash;
  const paused = spec.paused === true || (now.pauseConditions ?? []).length > 0;
  const unavailable = (fresh?.status.availableReplicas ?? 0) < (fresh?.spec.replicas ?? 0);
  const deadline = Date.parse(known?.lastUpdateTime ?? at) + spec.progressDeadlineSeconds * 1_000;
  const name = fresh?.metadata.name ?? '';
  if (now.abort === true && !promoted)
    status.conditions = say('False', 'RolloutAborted', `Rollout aborted update to revision ${revision}`);
  else if (paused) status.conditions = say('Unknown', 'RolloutPaused', 'Rollout is paused');
  else if (promoted && !unavailable)
    status.conditions = say('True', 'NewReplicaSetAvailable', `ReplicaSet "${name}" has successfully progressed.`);
  else if (known?.reason === 'ProgressDeadlineExceeded' && !moved) status.conditions = then.conditions ?? [];
  else if (known?.reason === 'ReplicaSetUpdated' && !moved && unavailable && state.clock.now() >= deadline)
    status.conditions = say('False', 'ProgressDeadlineExceeded', `ReplicaSet "${name}" has timed out progressing.`);
  else {
    if (unavailable) state.wakeAt(moved ? state.clock.now() + spec.progressDeadlineSeconds * 1_000 : deadline);
    status.conditions = say('True', 'ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`, moved);
  }
  return { ...status, ...phaseOf(spec, status) };
}

/** After `CalculateRolloutPhase` of argoproj/argo-rollouts, utils/rollout. */
function phaseOf(spec: Rollout['spec'], status: RolloutStatus): Required<Pick<RolloutStatus, 'phase' | 'message'>> {
  for (const { reason = '', message } of status.conditions ?? [])
    if (['RolloutAborted', 'ProgressDeadlineExceeded'].includes(reason))
      return { phase: 'Degraded', message: `${reason}: ${message}` };
  const progressing = (message: string) => ({ phase: 'Progressing' as const, message });
  if (spec.paused === true) return { phase: 'Paused', message: 'manually paused' };
  const [pause] = status.pauseConditions ?? [];
  if (pause !== undefined) return { phase: 'Paused', message: pause.reason };
  const { updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status;
  if (updatedReplicas < spec.replicas) return progressing('more replicas need to be updated');
  if (availableReplicas < updatedReplicas) return progressing('updated replicas are still becoming available');
  if (spec.strategy.canary.trafficRouting === undefined && replicas > updatedReplicas)
    return progressing('old replicas are pending termination');
  if (status.stableRS === undefined || status.stableRS !== status.currentPodHash)
    return progressing('waiting for all steps to complete');
  return { phase: 'Healthy', message: '' };
}
