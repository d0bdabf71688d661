import type { HealthCheck } from '../../model/delivery.ts';
import { second } from '../../model/time.ts';
import { checksFor, triedAs } from '../../policy/strategies/health-check.ts';
import { show } from '../card.ts';
import type { Course, Trouble } from './course.ts';
import { onTheWay, trouble } from './course.ts';
import { aborted, listen } from './listen.ts';

interface Open {
  service: string;
  check: HealthCheck;
  failures: number;
}

/** Asks every check until it is right, as often in a row as the catalog says. Null when all are. */
export async function smokeTest(course: Course): Promise<Trouble | null> {
  const { context, ports, deployment, delivery, rollout } = course;
  await show(context, ports, deployment, 'smoke test');
  let open = checksOf(course, delivery.smoke, onTheWay(rollout)).map((each): Open => ({ ...each, failures: 0 }));
  while (open.length > 0) {
    const asked = open;
    const found = await context.step('smoke test', () => probeAll(course, asked));
    const failed = open.flatMap((each, index): (Open & { says: string })[] => {
      const says = found[index];
      return says == null ? [] : [{ ...each, failures: each.failures + 1, says }];
    });
    const [over] = failed.filter(({ check, failures }) => failures >= check.attempts);
    if (over) return trouble(sayFailed(over.service, over.check, over.failures, over.says), [over.service]);
    open = failed;
    if (open.length === 0) return null;
    const pause = Math.max(second, ...open.map(({ check }) => check.pause));
    const until = (await context.now()) + pause;
    for (let over = false; !over; ) {
      const heard = await listen(course, until);
      if (heard.kind === 'abort') return aborted(heard);
      over = heard.kind === 'time';
    }
  }
  return null;
}

export function checksOf(
  { strategy, environment }: Course,
  checks: readonly HealthCheck[],
  services: readonly string[],
) {
  return checksFor(checks, services, { track: triedAs(strategy), environment: environment.name });
}

/** One try of each: null where the answer was right, else what was wrong. */
export function probeAll({ ports }: Course, open: readonly { check: HealthCheck }[]): Promise<(string | null)[]> {
  return Promise.all(
    open.map(async ({ check }) => {
      const probe = await ports.health.probe(check);
      return probe.ok ? null : probe.says;
    }),
  );
}

export function sayFailed(service: string, { name }: HealthCheck, failures: number, says: string): string {
  return `${service} has failed its check "${name}" ${failures} ${failures === 1 ? 'time' : 'times in a row'}: ${says}`;
}
