import type { Instant } from '../../model/time.ts';
import { minute } from '../../model/time.ts';
import { afterFailure } from '../../policy/strategies/waves.ts';
import type { Move, Moved, Standing } from '../../ports/cluster.ts';
import { record } from '../audit.ts';
import { show } from '../card.ts';
import { callSomebody } from '../page.ts';
import { sentence } from '../tell.ts';
import { ask, settleQuestion } from './ask.ts';
import type { Asked } from './cluster.ts';
import { moveAll, readAll } from './cluster.ts';
import type { Course, Trouble } from './course.ts';
import { lookEvery, note, patienceOf, serviceOf } from './course.ts';
import { tellLastWords } from './last-words.ts';
import { listen } from './listen.ts';
import { tagOf } from './move.ts';
import { showPicture } from './picture.ts';

/** What is said of a rollout that has ended so. */
export interface TakenBack {
  /** Whether anything had moved at all. */
  moved: boolean;
  /** Services that went back after users had met the new version of any of them. */
  met: string[];
  note: string;
}

/**
 * Everything that was moved goes back to the version that served before; only when that stands is it over. A cluster that does not answer
 * or does not let us is asked until it does: what is half moved is never left alone without a word.
 */
export async function takeBack(course: Course, trouble: Trouble): Promise<TakenBack> {
  const { context, ports, deployment, rollout, delivery } = course;
  const { by, why, services: failed, judgement } = trouble;
  const now = await context.now();
  const after = afterFailure(rollout.waves, rollout.wave, delivery.whenOneFails);
  const hadTraffic = after.takenBack.some((name) => (serviceOf(rollout, name)?.weight ?? 0) > 0);
  const hadUsers = hadTraffic || rollout.step === 'watch';
  // What ran before may have been that very version: then it still does.
  const other = after.takenBack.filter((name) => serviceOf(rollout, name)?.stable !== serviceOf(rollout, name)?.fresh);
  const met = hadUsers ? other : [];
  Object.assign(rollout, { takenBack: { by, why, at: now }, step: 'take-back', question: null, held: null });
  Object.assign(rollout, { phaseUntil: null, left: null, judgement: judgement ?? rollout.judgement });
  delete rollout.picture;
  deployment.note = null;
  for (const service of rollout.services) {
    if (failed.includes(service.service)) service.why = why;
    if (after.takenBack.includes(service.service)) service.state = 'moving';
    if (after.stopped.includes(service.service)) service.state = 'stopped';
  }
  const actor = by === 'quarterdeck' ? { system: 'quarterdeck' } : by;
  const because = judgement?.because ?? [];
  const details = { why, failed, because, weight: rollout.weight, takenBack: after.takenBack, kept: after.kept };
  await record(context, ports, deployment, 'rollout.taken-back', actor, details);
  await show(context, ports, deployment, 'taken back');
  if (judgement) await showPicture(course, 'taken-back', 'taken-back');
  if (by === 'quarterdeck') await tellLastWords(course, failed);
  const moved = course.cluster ? await backAll(course, after.takenBack) : false;
  // What no user has met is no emergency.
  if (by === 'quarterdeck' && hadUsers) await callSomebody(course, why);
  for (const name of after.takenBack) {
    const service = serviceOf(rollout, name);
    if (service) service.state = failed.includes(name) ? 'failed' : 'taken-back';
  }
  rollout.weight = 0;
  return { moved, met, note: sayAfter(course, why, moved, after) };
}

/** True when something of ours stood there. */
async function backAll(course: Course, services: readonly string[]): Promise<boolean> {
  const { context, ports, deployment } = course;
  let open = [...services];
  let moved = false;
  let since: Instant | null = null;
  for (;;) {
    const found = await readAll(course, open);
    const standing = new Map(found.flatMap((each) => (each.ok ? [[each.service, each.value] as const] : [])));
    moved ||= [...standing].some(([service, value]) => hasOurs(course, service, value));
    const reachable = open.filter((service) => standing.has(service));
    const turns = await moveAll(
      course,
      reachable,
      'take back',
      (service) => wayBack(course, service, standing),
      () => null,
    );
    for (const turn of turns) if (turn.ok) leftAt(course, turn.service, turn.value.standing);
    moved ||= turns.some((turn) => turn.ok && turn.value.kind === 'moved');
    const failed = [...found, ...turns].flatMap((each) => (each.ok ? [] : [each]));
    const unready = turns.filter((turn) => turn.ok && turn.value.kind !== 'changed' && turn.value.more);
    open = [...new Set([...failed, ...unready].map(({ service }) => service))];
    if (open.length === 0) {
      deployment.note = null;
      return moved;
    }
    const now = await context.now();
    const hard = failed.some(({ fault }) => fault !== 'unavailable');
    since = failed.length > 0 ? (since ?? now) : null;
    await say(course, failed, hard || (since !== null && now - since >= patienceOf(course)));
    if (unready.length > 0 && failed.length === 0) await show(context, ports, deployment, 'goes back');
    await wait(course, now + (hard ? minute : lookEvery));
  }
}

/** Only what was tried is taken away. What somebody else has put there meanwhile stays theirs, and is not called the version before. */
function leftAt(course: Course, name: string, standing: Standing): void {
  note(course, name, standing);
  const service = serviceOf(course.rollout, name);
  if (!service) return;
  const { image } = standing.stable;
  service.left = service.stable !== null && image !== service.stable ? image : null;
}

type Failed = Extract<Asked<Standing | Moved>, { ok: false }>;

/** That it cannot be taken back just now, and a question where somebody has to do something. */
async function say(course: Course, failed: readonly Failed[], askNow: boolean): Promise<void> {
  const { context, ports, deployment, rollout } = course;
  const [first] = failed;
  if (!first) {
    deployment.note = null;
    await settleQuestion(course, 'taking-back', 'it can be taken back');
    return;
  }
  const services = [...new Set(failed.map(({ service }) => service))].join(', ');
  const why = `${services} cannot be taken back: ${first.why}`;
  const note = `${why} It is tried again, until it is done.`;
  if (askNow && !rollout.question) await ask(course, 'taking-back', note);
  else if (deployment.note !== note && !rollout.question) {
    deployment.note = note;
    await show(context, ports, deployment, 'cannot be taken back yet');
  }
}

/** A press on Try again is a turn at once. */
async function wait(course: Course, until: Instant): Promise<void> {
  for (;;) {
    const heard = await listen(course, until);
    if (heard.kind !== 'steered' && heard.kind !== 'abort') return;
  }
}

/** Whether something of the new version stands there. */
function hasOurs({ places }: Course, service: string, { stable, fresh }: Standing): boolean {
  const image = places.get(service)?.image;
  return fresh?.image === image || stable.image === image;
}

/** What has become the stable version is left for the one before it; what is only tried is ended. */
function wayBack({ places, rollout }: Course, service: string, standing: ReadonlyMap<string, Standing>): Move {
  const before = serviceOf(rollout, service)?.stable ?? null;
  const stands = standing.get(service);
  const promoted = stands !== undefined && stands.stable.image === places.get(service)?.image && stands.fresh === null;
  return promoted && before !== null && before !== stands.stable.image
    ? { kind: 'return-to', image: before }
    : { kind: 'take-back' };
}

function sayAfter(
  { rollout }: Course,
  why: string,
  moved: boolean,
  { takenBack, kept, stopped }: ReturnType<typeof afterFailure>,
): string {
  const left = new Map(rollout.services.flatMap((each) => (each.left ? [[each.service, each.left] as const] : [])));
  const back = takenBack.filter((name) => !left.has(name));
  const others = takenBack.flatMap((name) => {
    const image = left.get(name);
    return image === undefined ? [] : [`${name} serves ${tagOf(image)}`];
  });
  const touched = rollout.touched.length > 0 && others.length === 0;
  const parts = [
    sentence(why),
    !moved ? 'Nothing had been moved in the cluster.' : '',
    moved && back.length > 0 ? `${back.join(', ')} ${are(back)} back on the version before.` : '',
    others.length > 0
      ? `${moved ? 'What was tried is gone. ' : ''}Somebody else has changed the cluster meanwhile, and that is left as it is: ${others.join(', ')}, which is not the version before.`
      : '',
    touched ? 'What somebody else has changed in the cluster meanwhile is left as it is.' : '',
    kept.length > 0 ? `${kept.join(', ')} ${kept.length === 1 ? 'keeps' : 'keep'} the new version.` : '',
    stopped.length > 0 ? `${stopped.join(', ')} ${were(stopped)} not begun.` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

const are = (names: readonly string[]) => (names.length === 1 ? 'is' : 'are');
const were = (names: readonly string[]) => (names.length === 1 ? 'was' : 'were');
