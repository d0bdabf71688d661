import { record } from '../audit.ts';
import { show } from '../card.ts';
import type { Course, Trouble } from './course.ts';
import { onTheWay, trouble } from './course.ts';
import { checksOf, probeAll, sayFailed } from './smoke-test.ts';

/** Where nothing is measured: the smoke test goes on, and the phase is passed when its time is over. */
export class HealthWatch {
  readonly #course: Course;
  readonly #failures = new Map<string, number>();

  constructor(course: Course) {
    this.#course = course;
  }

  async look(): Promise<Trouble | 'passed' | 'goes-on'> {
    const course = this.#course;
    const { context, ports, deployment, rollout, delivery } = course;
    const checks = checksOf(course, delivery.smoke, onTheWay(rollout));
    const found = await context.step('health', () => probeAll(course, checks));
    for (const [index, { service, check }] of checks.entries()) {
      const says = found[index] ?? null;
      const failures = says === null ? 0 : (this.#failures.get(check.url) ?? 0) + 1;
      this.#failures.set(check.url, failures);
      if (says !== null && failures >= check.attempts)
        return trouble(sayFailed(service, check, failures, says), [service]);
    }
    const now = await context.now();
    if (rollout.question || rollout.held || rollout.phaseUntil === null || now < rollout.phaseUntil) {
      await show(context, ports, deployment, 'health');
      return 'goes-on';
    }
    const details = { weight: rollout.weight, at: rollout.at, because: 'health' };
    const which = `${rollout.wave}:${rollout.at}`;
    await record(context, ports, deployment, 'rollout.promoted', { system: 'quarterdeck' }, details, which);
    return 'passed';
  }
}
