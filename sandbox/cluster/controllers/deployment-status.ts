import { timestamp } from '../object.ts';
import type { Condition, Deployment, DeploymentStatus, ReplicaSet } from '../workloads.ts';
import type { ClusterState } from './cluster-state.ts';
import { withCondition } from './conditions.ts';
import { isOfTemplate } from './pod-template.ts';
import { limits } from './rolling.ts';

/** Counts and conditions of a Deployment, from its sets. */
export function deploymentStatus(
  state: ClusterState,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): DeploymentStatus {
  const fresh = sets.find((set) => isOfTemplate(set, deployment.spec.template));
  const total = (count: (set: ReplicaSet) => number | undefined) =>
    sets.reduce((all, set) => all + (count(set) ?? 0), 0);
  const replicas = total(({ status }) => status.replicas);
  const updatedReplicas = fresh?.status.replicas ?? 0;
  const readyReplicas = total(({ status }) => status.readyReplicas);
  const availableReplicas = total(({ status }) => status.availableReplicas);
  const wanted = total(({ spec }) => spec.replicas);
  const unavailableReplicas = Math.max(0, wanted - availableReplicas);
  const counts = {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...present({ replicas, updatedReplicas, readyReplicas, availableReplicas, unavailableReplicas }),
  };
  return { ...counts, conditions: conditionsOf(state, deployment, counts, fresh) };
}

/** Kubernetes leaves zeroes out. */
function present(counts: Record<string, number>): Omit<DeploymentStatus, 'conditions'> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

function conditionsOf(
  state: ClusterState,
  deployment: Deployment,
  counts: DeploymentStatus,
  fresh: ReplicaSet | undefined,
): Condition[] {
  const now = timestamp(state.clock.now());
  const { replicas, paused = false } = deployment.spec;
  const enough = (counts.availableReplicas ?? 0) >= replicas - limits(deployment).maxUnavailable;
  const availability: Parameters<typeof withCondition>[1] = enough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
  const before = deployment.status.conditions ?? [];
  const conditions = withCondition(before, availability, now);
  const progress = (status: Condition['status'], reason: string, message: string, moved = false) =>
    withCondition(conditions, { type: 'Progressing', status, reason, message }, now, moved);
  const known = before.find(({ type }) => type === 'Progressing');
  if (paused) return progress('Unknown', 'DeploymentPaused', 'Deployment is paused');
  if (fresh === undefined) return conditions;
  const name = fresh.metadata.name;
  const { updatedReplicas = 0, availableReplicas = 0, replicas: all = 0 } = counts;
  if (updatedReplicas === replicas && all === replicas && availableReplicas >= replicas)
    return progress('True', 'NewReplicaSetAvailable', `ReplicaSet "${name}" has successfully progressed.`);
  const then = deployment.status;
  const moved =
    updatedReplicas > (then.updatedReplicas ?? 0) ||
    (counts.readyReplicas ?? 0) > (then.readyReplicas ?? 0) ||
    availableReplicas > (then.availableReplicas ?? 0) ||
    all - updatedReplicas < (then.replicas ?? 0) - (then.updatedReplicas ?? 0);
  const isOfThis = known?.message?.includes(`"${name}"`) ?? false;
  const isOver = known?.reason === 'NewReplicaSetAvailable';
  // What was complete and has lost a pod since is no rollout.
  if (isOver && isOfThis && all === updatedReplicas) return conditions;
  if (moved || !isOfThis || isOver || known === undefined)
    return progress('True', 'ReplicaSetUpdated', `ReplicaSet "${name}" is progressing.`, moved || isOver || !isOfThis);
  const deadline = Date.parse(known.lastUpdateTime ?? '') + deployment.spec.progressDeadlineSeconds * 1_000;
  if (known.reason === 'ProgressDeadlineExceeded') return conditions;
  if (state.clock.now() < deadline) {
    state.wakeAt(deadline);
    return conditions;
  }
  return progress('False', 'ProgressDeadlineExceeded', `ReplicaSet "${name}" has timed out progressing.`);
}
