import type { Person } from '../../model/person.ts';
import type { Instant, Millis } from '../../model/time.ts';
import { record } from '../audit.ts';
import { show } from '../card.ts';
import { nextLook } from '../measure.ts';
import { settleQuestion } from './ask.ts';
import { readAll } from './cluster.ts';
import type { Course, Trouble } from './course.ts';
import { note, onTheWay, serviceOf, trouble, usualInterval } from './course.ts';
import { HealthWatch } from './health-watch.ts';
import { aborted, listen } from './listen.ts';
import { broken, podTrouble, touched, waitedFor } from './move.ts';
import { verdict } from './phase-verdict.ts';

/**
 * Looks on while the new version has its share: how it is judged every so often, how its pods are whenever that changes. Null when the
 * phase is passed, by the rules or by a person.
 */
export async function watchPhase(course: Course, length: Millis): Promise<Trouble | null> {
  const { context, ports, deployment, rollout, delivery } = course;
  const every = delivery.analysis?.every ?? usualInterval;
  const began = await context.now();
  rollout.phaseSince = began;
  rollout.phaseUntil = began + length;
  rollout.left = null;
  rollout.judgement = null;
  rollout.longer = [];
  const health = delivery.analysis ? null : new HealthWatch(course);
  const pods = new PodWatch(course);
  await show(context, ports, deployment, 'the phase begins');
  let looked = began;
  for (;;) {
    const next = nextLook(looked, every);
    const { phaseUntil } = rollout;
    // Past its end, which a limit that is just being broken may delay, it is looked at as often as before.
    const heard = await listen(course, phaseUntil !== null && phaseUntil > looked ? Math.min(next, phaseUntil) : next);
    if (heard.kind === 'abort') return aborted(heard);
    if (heard.kind === 'go-on') {
      if (await passed(course, heard.by)) return null;
      continue;
    }
    if (heard.kind === 'steered') continue;
    const failed = await pods.look();
    if (failed) return failed;
    if (heard.kind === 'cluster') continue;
    const decided = health ? await health.look() : await verdict(course);
    if (decided === 'passed') return null;
    if (decided !== 'goes-on') return decided;
    looked = await context.now();
  }
}

/** A person says go on. True when that ends the phase: they were asked about it, or were not asked and want it over. */
async function passed(course: Course, by: Person): Promise<boolean> {
  const { context, ports, deployment, rollout } = course;
  const about = rollout.question?.about ?? null;
  const details = { weight: rollout.weight, at: rollout.at, about, judged: rollout.judgement?.decision ?? null };
  const which = `${rollout.wave}:${rollout.at}:${rollout.asked}`;
  await record(context, ports, deployment, 'rollout.promoted', by, details, which);
  if (about !== null && about !== 'judgement') {
    await settleQuestion(course, about, 'it goes on');
    return false;
  }
  rollout.question = null;
  rollout.held = null;
  return true;
}

/** What of the pods is to be noticed while traffic goes to them. */
class PodWatch {
  readonly #course: Course;
  #awaySince: Instant | null = null;
  #sickSince: Instant | null = null;
  #shown = '';

  constructor(course: Course) {
    this.#course = course;
  }

  /** Not null when it cannot go on. */
  async look(): Promise<Trouble | null> {
    const course = this.#course;
    const { context, ports, deployment, rollout, marks, cluster } = course;
    if (!cluster) return null;
    const before = new Map(marks);
    const services = onTheWay(rollout);
    const found = await readAll(course, services);
    const now = await context.now();
    for (const each of found) if (each.ok) note(course, each.service, each.value);
    const stuck = broken(found);
    if (stuck) return stuck;
    const byHand = found.flatMap((each) => {
      const changed = each.ok && each.value.mark !== before.get(each.service) && each.value.changedBy !== null;
      return changed && each.ok ? [{ service: each.service, standing: each.value }] : [];
    });
    if (byHand.length > 0) await touched(course, byHand);
    this.#awaySince = await waitedFor(course, found, this.#awaySince, now);
    const seen = JSON.stringify(rollout.services);
    if (seen !== this.#shown) await show(context, ports, deployment, 'pods');
    this.#shown = seen;
    return this.#sick(services, now);
  }

  /** Pods that stay unready for as long as the catalog would wait for them to come up. */
  #sick(services: readonly string[], now: Instant): Trouble | null {
    const { rollout, strategy } = this.#course;
    const sick = services.filter((name) => {
      const pods = serviceOf(rollout, name)?.pods;
      return pods !== undefined && pods.ready < pods.wanted;
    });
    if (sick.length === 0 || this.#awaySince !== null) this.#sickSince = null;
    else this.#sickSince ??= now;
    if (this.#sickSince === null || strategy.kind === 'by-run' || now - this.#sickSince < strategy.deadline)
      return null;
    const why = podTrouble(this.#course, sick) ?? 'its pods are not ready any more';
    return trouble(`${sick.join(', ')}: ${why}`, sick);
  }
}
