import type { Pod, ReplicaSet } from './shapes.ts';

/** Reasons with which every container begins. */
const beginning = new Set(['ContainerCreating', 'PodInitializing']);
const mostSentences = 3;

export function podsOf(pods: readonly Pod[], sets: readonly ReplicaSet[]): Pod[] {
  const owners = new Set(sets.map(({ metadata }) => metadata.uid));
  return pods.filter(
    ({ metadata }) =>
      metadata.deletionTimestamp == null && (metadata.ownerReferences ?? []).some(({ uid }) => owners.has(uid)),
  );
}

export function restartsOf(pods: readonly Pod[]): number {
  return containersOf(pods).reduce((sum, { restartCount }) => sum + restartCount, 0);
}

/** Why pods are not ready, in the cluster's words, each once. */
export function troubleOf(pods: readonly Pod[]): string[] {
  return [...new Set(pods.flatMap(sentencesOf))].slice(0, mostSentences);
}

function containersOf(pods: readonly Pod[]) {
  return pods.flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]);
}

function sentencesOf(pod: Pod): string[] {
  const { status } = pod;
  if (status.phase === 'Failed') return [say(status.reason ?? 'Failed', status.message)];
  const scheduled = status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return [say(scheduled.reason ?? 'Unschedulable', scheduled.message)];
  return containersOf([pod]).flatMap(({ ready, restartCount, state, lastState }) => {
    const { waiting, terminated } = state ?? {};
    const last = lastState?.terminated;
    if (waiting?.reason !== undefined && !beginning.has(waiting.reason)) {
      const ended = last === undefined ? '' : `; it last ended with exit code ${last.exitCode ?? '?'}`;
      return [
        say(waiting.reason, waiting.message === undefined ? undefined : `${withoutPod(pod, waiting.message)}${ended}`),
      ];
    }
    if (terminated !== undefined && terminated.exitCode !== 0)
      return [say(terminated.reason ?? 'Error', `exit code ${terminated.exitCode ?? '?'}`)];
    // It has been started again, and is no better for it yet.
    if (!ready && restartCount > 0 && last !== undefined && last.exitCode !== 0)
      return [say(last.reason ?? 'Error', `it last ended with exit code ${last.exitCode ?? '?'}`)];
    return [];
  });
}

/** The same sentence for all pods of a version: their names and ids tell nothing more. */
function withoutPod({ metadata }: Pod, message: string): string {
  return message
    .replaceAll(/ pod=\S+/g, '')
    .replaceAll(` in pod ${metadata.name}`, '')
    .trim();
}

function say(reason: string, message: string | undefined): string {
  return message === undefined || message === '' ? reason : `${reason}: ${message}`;
}
