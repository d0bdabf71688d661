import { shortSha } from '../../model/commit.ts';
import type { Instant } from '../../model/time.ts';
import type { Move, Moved, Standing } from '../../ports/cluster.ts';
import { record } from '../audit.ts';
import { show } from '../card.ts';
import { sentence } from '../tell.ts';
import { ask, settleQuestion } from './ask.ts';
import type { Asked } from './cluster.ts';
import { moveAll } from './cluster.ts';
import type { Course, Trouble } from './course.ts';
import { lookEvery, note, onTheWay, patienceOf, serviceOf, trouble } from './course.ts';
import { aborted, listen } from './listen.ts';

/**
 * One move of all services that are on their way, turn by turn until it is all there. Null when it is. A cluster that does not answer is
 * waited for; what somebody changed by hand is told, and goes on when a person says so.
 */
export async function move(course: Course, what: string, of: (image: string) => Move): Promise<Trouble | null> {
  const { context, ports, deployment, rollout } = course;
  let open = onTheWay(rollout);
  let ready = '';
  let shown = '';
  let movedAt = await context.now();
  let awaySince: Instant | null = null;
  for (;;) {
    const mark = (service: string) => course.marks.get(service) ?? null;
    const turns = await moveAll(course, open, what, (service) => of(imageFor(course, service)), mark);
    const now = await context.now();
    for (const turn of turns) if (turn.ok) note(course, turn.service, turn.value.standing);
    const stuck = broken(turns) ?? stalled(course, turns);
    if (stuck) return stuck;

    const byHand = turns.filter((turn) => turn.ok && turn.value.kind === 'changed');
    if (byHand.length > 0) await touched(course, byHand.flatMap(standingOf));
    awaySince = await waitedFor(course, turns, awaySince, now);
    const left = turns.filter((turn) => !turn.ok || turn.value.kind === 'changed' || turn.value.more);
    if (left.length === 0) return null;

    const progress = JSON.stringify(turns.map((turn) => turn.ok && [turn.value.standing.mark, readyIn(turn.value)]));
    if (progress !== ready || awaySince !== null || rollout.question) movedAt = now;
    ready = progress;
    const seen = JSON.stringify(rollout.services);
    if (seen !== shown) await show(context, ports, deployment, what);
    shown = seen;
    const tired = stood(course, left, now - movedAt);
    if (tired) return tired;
    open = left.map(({ service }) => service);
    const heard = await answered(course, now + lookEvery);
    if (heard) return heard;
  }
}

/** Waits a turn; while a question is open, until it is answered. Not null when it is to be taken back. */
async function answered(course: Course, until: Instant): Promise<Trouble | null> {
  const { context, rollout } = course;
  for (let next = until; ; next = (await context.now()) + lookEvery) {
    const heard = await listen(course, next);
    if (heard.kind === 'abort') return aborted(heard);
    const asked = rollout.question;
    if (heard.kind === 'go-on' && asked) {
      const actor = { weight: rollout.weight, about: asked.about, round: asked.round };
      await record(context, course.ports, course.deployment, 'rollout.promoted', heard.by, actor, asked.round);
      await settleQuestion(course, asked.about, 'it goes on');
      return null;
    }
    // A cluster that is away is asked again meanwhile; what somebody changed is left alone.
    if (rollout.question?.about !== 'changed') return null;
  }
}

/** What a person did in the cluster is noticed, told, and a person is asked. */
export async function touched(course: Course, changes: { service: string; standing: Standing }[]): Promise<void> {
  const { context, ports, deployment, rollout, places } = course;
  const words = changes.map(({ service, standing }) => {
    const { workload } = places.get(service)?.place ?? {};
    const where = workload ? ` (${workload.namespace}/${standing.stable.name} in ${workload.cluster})` : '';
    return `${service}${where} was changed by ${standing.changedBy ?? 'somebody'}; what serves there is ${tagOf(standing.stable.image)}.`;
  });
  rollout.touched.push(...words);
  const which = rollout.touched.length;
  await record(context, ports, deployment, 'rollout.touched', { system: 'quarterdeck' }, { changes: words }, which);
  await ask(course, 'changed', `Somebody else has changed the cluster meanwhile. ${words.join(' ')}`);
}

/** Since when a cluster is waited for; null when all answer. It is said at once, and a person is asked after a while. */
export async function waitedFor(
  course: Course,
  answers: readonly Asked<unknown>[],
  since: Instant | null,
  now: Instant,
): Promise<Instant | null> {
  const { context, ports, deployment, rollout } = course;
  const away = answers.flatMap((answer) => (answer.ok || answer.fault !== 'unavailable' ? [] : [answer.why]));
  const [why] = away;
  if (why === undefined) {
    if (since === null) return null;
    deployment.note = null;
    if (rollout.question?.about === 'away') await settleQuestion(course, 'away', 'the cluster answers again');
    else await show(context, ports, deployment, 'the cluster answers again');
    return null;
  }
  if (since === null) {
    deployment.note = `The cluster cannot be asked just now, and is asked again: ${why}`;
    await show(context, ports, deployment, 'the cluster is away');
    return now;
  }
  if (now - since < patienceOf(course) || rollout.question) return since;
  await ask(course, 'away', `The cluster has not answered for a while: ${why} What stands there cannot be seen.`);
  return now;
}

/** What tells one version from the other; of a commit as much as people read. */
export function tagOf(image: string): string {
  const tag = image.slice(image.lastIndexOf(':') + 1);
  return /^[0-9a-f]{40}$/.test(tag) ? shortSha(tag) : image;
}

function standingOf(turn: Asked<Moved>) {
  return turn.ok ? [{ service: turn.service, standing: turn.value.standing }] : [];
}

/** What no waiting mends. */
export function broken(answers: readonly Asked<unknown>[]): Trouble | null {
  const failed = answers.flatMap((each) => (each.ok || each.fault === 'unavailable' ? [] : [each]));
  const [first] = failed;
  if (!first) return null;
  const services = failed.map(({ service }) => service);
  return { ...trouble(`${services.join(', ')}: ${first.why}`, services), ofVersion: false };
}

function stalled(course: Course, turns: readonly Asked<Moved>[]): Trouble | null {
  const failed = turns.flatMap((each) => (each.ok && each.value.standing.state === 'stalled' ? [each] : []));
  const [first] = failed;
  if (!first) return null;
  const services = failed.map(({ service }) => service);
  const why = first.value.standing.why ?? 'The cluster makes no progress.';
  return trouble(`${services.join(', ')}: ${podTrouble(course, services) ?? why}`, services);
}

/** Nothing has become ready for as long as the catalog waits. */
function stood(course: Course, left: readonly Asked<Moved>[], length: number): Trouble | null {
  const { strategy } = course;
  if (strategy.kind === 'by-run' || length < strategy.deadline) return null;
  const services = left.map(({ service }) => service);
  const why = podTrouble(course, services) ?? 'its pods do not become ready';
  return trouble(`${services.join(', ')}: ${sentence(why)} The catalog waits no longer.`, services);
}

export function podTrouble({ rollout }: Course, services: readonly string[]): string | null {
  return services.map((name) => serviceOf(rollout, name)?.why).find((why) => why != null) ?? null;
}

function readyIn({ standing: { stable, fresh } }: Moved): number[] {
  return [stable.pods.ready, fresh?.pods.ready ?? 0];
}

function imageFor({ places }: Course, service: string): string {
  return places.get(service)?.image ?? '';
}
