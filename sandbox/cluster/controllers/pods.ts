import type { ImageBehaviour } from '../images.ts';
import { pods } from '../kinds.ts';
import { type KubeObject, timestamp } from '../object.ts';
import type { ContainerState, ContainerStatus, Pod } from '../workloads.ts';
import { type ClusterState, keep, podsOf, tell } from './cluster-state.ts';
import { withCondition } from './conditions.ts';
import type { Resting } from './resting.ts';

/** A container that is told to end needs this long, in ms of the world, unless its grace period is shorter. */
const ending = 2_000;
const longestBackOff = 300_000;
/** The first try of a pull takes so long, and it is tried again on these marks. */
const firstPull = 5_000;
const pullAgain = 60_000;

export function isReady({ status }: Pod): boolean {
  return status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

/** ms since the epoch; of a pod that is ready. */
export function readySince({ status }: Pod): number {
  return Date.parse(status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '');
}

/** Asks a pod to end; it is gone when its containers are. */
export function endPod({ store, clock }: ClusterState, pod: Pod, graceSeconds?: number): void {
  const grace = graceSeconds ?? pod.spec.terminationGracePeriodSeconds;
  if (grace === 0) store.remove(pods, pod as unknown as KubeObject);
  else if (pod.metadata.deletionTimestamp === undefined) {
    const deletionTimestamp = timestamp(clock.now() + grace * 1_000);
    const metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace };
    keep(store, pods, { ...pod, metadata });
  }
}

/** Starts, ends and crashes the containers, each in its time. Says whether anything changed. */
export function reconcilePods(state: ClusterState, { unlessAtRest }: Resting): boolean {
  return podsOf(state.store)
    .map((pod) => {
      const live = pod.metadata.deletionTimestamp === undefined ? run : end;
      return unlessAtRest(state, pod, [], (now) => live(now, pod));
    })
    .some(Boolean);
}

function end({ store, clock, wakeAt }: ClusterState, pod: Pod): boolean {
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1_000;
  const at = Date.parse(pod.metadata.deletionTimestamp ?? '') - grace + Math.min(grace, ending);
  if (clock.now() < at) {
    wakeAt(at);
    return false;
  }
  store.remove(pods, pod as unknown as KubeObject);
  return true;
}

function run(state: ClusterState, pod: Pod): boolean {
  const { store, clock, ids, images } = state;
  const { namespace = 'default' } = pod.metadata;
  const behaviours = pod.spec.containers.map(({ image }) => images.of(image, namespace));
  const now = timestamp(clock.now());
  if (pod.spec.nodeName === undefined) {
    if (behaviours.some(({ kind }) => kind === 'unschedulable')) return leavePending(state, pod, now);
    const scheduled = { type: 'PodScheduled', status: 'True' } as const;
    const conditions = withCondition(pod.status.conditions ?? [], scheduled, now);
    const last = Number.parseInt(ids.guid().slice(0, 4), 16);
    const podIP = `10.244.${(last >> 8) % 254}.${1 + (last % 254)}`;
    const nodeName = 'sandbox-node-1';
    tell(state, pod, {
      type: 'Normal',
      reason: 'Scheduled',
      message: `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${nodeName}`,
      from: 'default-scheduler',
    });
    const status = { ...pod.status, conditions, podIP, startTime: now };
    return keep(store, pods, { ...pod, spec: { ...pod.spec, nodeName }, status });
  }
  const before = pod.status.containerStatuses ?? [];
  const containerStatuses = pod.spec.containers.map((container, at) =>
    step(state, pod, container, before[at], behaviours[at] ?? { kind: 'never-ready' }),
  );
  const ready = containerStatuses.every((each) => each.ready);
  const unready = containerStatuses.filter((each) => !each.ready).map(({ name }) => name);
  const why = { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
  let { conditions = [] } = pod.status;
  for (const type of ['Initialized', 'Ready', 'ContainersReady']) {
    const isTrue = ready || type === 'Initialized';
    conditions = withCondition(conditions, { type, status: isTrue ? 'True' : 'False', ...(isTrue ? {} : why) }, now);
  }
  const started = containerStatuses.some(({ state: is, restartCount }) => is.running !== undefined || restartCount > 0);
  const phase = started ? ('Running' as const) : ('Pending' as const);
  return keep(store, pods, { ...pod, status: { ...pod.status, phase, conditions, containerStatuses } });
}

function leavePending(state: ClusterState, pod: Pod, now: string): boolean {
  const message = '0/1 nodes are available: 1 Insufficient cpu.';
  const pending = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message } as const;
  const conditions = withCondition(pod.status.conditions ?? [], pending, now);
  const changed = keep(state.store, pods, { ...pod, status: { ...pod.status, conditions } });
  if (changed) tell(state, pod, { type: 'Warning', reason: 'FailedScheduling', message, from: 'default-scheduler' });
  return changed;
}

/** One container, a step further in its life. */
function step(
  state: ClusterState,
  pod: Pod,
  { name, image }: { name: string; image: string },
  before: ContainerStatus | undefined,
  behaviour: ImageBehaviour,
): ContainerStatus {
  const { clock, wakeAt } = state;
  const now = clock.now();
  const fresh: ContainerStatus = {
    name,
    image,
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason: 'ContainerCreating' } },
    lastState: {},
  };
  const status = before ?? fresh;
  const { running, terminated } = status.state;
  if (behaviour.kind === 'pull-fails' && running === undefined) return notPulled(state, pod, fresh);
  if (running === undefined) {
    const backOff = Math.min(longestBackOff, 10_000 * 2 ** (status.restartCount - 1));
    const ended = Date.parse((terminated ?? status.lastState.terminated)?.finishedAt ?? '');
    if (status.restartCount > 0 && now < ended + backOff) {
      wakeAt(ended + backOff);
      return status;
    }
    tell(state, pod, { type: 'Normal', reason: 'Started', message: `Started container ${name}`, from: 'kubelet' });
    return { ...status, image, imageID: image, started: true, state: { running: { startedAt: timestamp(now) } } };
  }
  const lived = now - Date.parse(running.startedAt);
  // What is said of scheduling and pulling is of no matter to what runs.
  if (behaviour.kind === 'unschedulable' || behaviour.kind === 'pull-fails') return status;
  if (behaviour.kind === 'never-ready') return { ...status, ready: false };
  const due = Date.parse(running.startedAt) + behaviour.afterSeconds * 1_000;
  if (lived < behaviour.afterSeconds * 1_000) {
    wakeAt(due);
    return status;
  }
  return behaviour.kind === 'ready' ? { ...status, ready: true } : crashed(state, pod, status, running.startedAt);
}

/** A pull is tried again now and then: an image may still come to the registry. */
function notPulled(state: ClusterState, pod: Pod, fresh: ContainerStatus): ContainerStatus {
  const { clock, wakeAt } = state;
  const now = clock.now();
  const first = Date.parse(pod.status.startTime ?? '') + firstPull;
  wakeAt(now < first ? first : (Math.floor(now / pullAgain) + 1) * pullAgain);
  const reason = now < first ? 'ErrImagePull' : 'ImagePullBackOff';
  const message =
    now < first
      ? `failed to pull and unpack image "${fresh.image}": failed to resolve reference "${fresh.image}": ${fresh.image}: not found`
      : `Back-off pulling image "${fresh.image}"`;
  const before = pod.status.containerStatuses?.find(({ name }) => name === fresh.name);
  if (before?.state.waiting?.reason !== reason)
    tell(state, pod, { type: 'Warning', reason: 'Failed', message: `Error: ${reason}`, from: 'kubelet' });
  return { ...fresh, state: { waiting: { reason, message } } };
}

function crashed(state: ClusterState, pod: Pod, status: ContainerStatus, startedAt: string): ContainerStatus {
  const { name, restartCount } = status;
  const finishedAt = timestamp(state.clock.now());
  const terminated: ContainerState = { terminated: { exitCode: 1, reason: 'Error', startedAt, finishedAt } };
  const message = `Back-off restarting failed container ${name} in pod ${pod.metadata.name}`;
  tell(state, pod, { type: 'Warning', reason: 'BackOff', message, from: 'kubelet' });
  return {
    ...status,
    ready: false,
    started: false,
    restartCount: restartCount + 1,
    state: { waiting: { reason: 'CrashLoopBackOff', message } },
    lastState: terminated,
  };
}
