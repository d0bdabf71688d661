import type { FaultKind } from '../../model/fault.ts';
import { ofOutside } from '../../model/fault.ts';
import type { Cluster, Move, Moved, Place, Standing } from '../../ports/cluster.ts';
import type { Course } from './course.ts';

/** What came of asking a cluster about one service. */
export type Asked<T> =
  | { service: string; ok: true; value: T }
  | { service: string; ok: false; fault: FaultKind; why: string };

/** How the services stand, one answer each. */
export function readAll(course: Course, services: readonly string[]): Promise<Asked<Standing>[]> {
  return course.context.step('how the cluster stands', () =>
    each(services, (service) => at(course, service, (cluster, place) => cluster.read(place))),
  );
}

/** One turn of a move for every service, together. What was moved before a crash stands already. */
export function moveAll(
  course: Course,
  services: readonly string[],
  what: string,
  move: (service: string) => Move,
  expected: (service: string) => string | null,
): Promise<Asked<Moved>[]> {
  return course.context.effect(`cluster: ${what}`, () =>
    each(services, (service) =>
      at(course, service, (cluster, place) => cluster.move(place, move(service), expected(service))),
    ),
  );
}

function each<T>(services: readonly string[], ask: (service: string) => Promise<T>): Promise<Asked<T>[]> {
  return Promise.all(
    services.map(async (service): Promise<Asked<T>> => {
      try {
        return { service, ok: true, value: await ask(service) };
      } catch (error) {
        if (!ofOutside(error)) throw error;
        return { service, ok: false, fault: error.kind, why: error.message };
      }
    }),
  );
}

function at<T>(
  { cluster, places }: Course,
  service: string,
  ask: (cluster: Cluster, place: Place) => Promise<T>,
): Promise<T> {
  const found = places.get(service);
  if (!cluster || !found) throw new Error(`nothing says where ${service} runs`);
  return ask(cluster, found.place);
}
