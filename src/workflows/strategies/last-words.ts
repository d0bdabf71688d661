import { anchorOf } from '../../model/deployment.ts';
import { ofOutside } from '../../model/fault.ts';
import type { PodLog } from '../../ports/cluster.ts';
import { forAMoment, isBusy } from '../listening.ts';
import type { Course } from './course.ts';
import { serviceOf } from './course.ts';

/** Lines of each pod. */
const mostLines = 12;

/**
 * What pods that do not run said last, in the thread: when they have been taken away nobody can read it any more. Nothing waits for a
 * cluster that does not tell it at once.
 */
export async function tellLastWords(course: Course, services: readonly string[]): Promise<void> {
  const { context, ports, deployment, cluster, places, rollout } = course;
  const sick = services.filter((name) => {
    const { pods } = serviceOf(rollout, name) ?? {};
    return pods !== undefined && (pods.restarts > 0 || pods.ready < pods.wanted);
  });
  if (!cluster || sick.length === 0) return;
  await context.step('what its pods said last', async () => {
    const found = await forAMoment(ports, Promise.all(sick.map((service) => wordsOf(service))));
    const pods = isBusy(found) ? [] : found.flat();
    if (pods.length === 0) return;
    const notice = { kind: 'pods-said' as const, deployment, pods };
    await ports.chat.reply({ anchor: anchorOf(deployment.id), key: `${context.id}:pods-said`, notice });
  });

  async function wordsOf(service: string): Promise<(PodLog & { service: string })[]> {
    const place = places.get(service)?.place;
    try {
      const logs = place && cluster ? await cluster.log(place, mostLines) : [];
      return logs.map((log) => ({ ...log, service }));
    } catch (error) {
      if (!ofOutside(error)) throw error;
      return [];
    }
  }
}
