import type { RolloutQuestion } from '../../model/rollout.ts';
import type { Instant } from '../../model/time.ts';
import { record } from '../audit.ts';
import { show } from '../card.ts';
import { reply } from '../tell.ts';
import { remindAfter, whoDecides } from '../who-decides.ts';
import type { Course } from './course.ts';
import { pauseClock, resumeClock } from './course.ts';
import { showPicture } from './picture.ts';

/** Puts a question to those who may steer, in the message and in its thread. Nothing moves until one of them answers, or it settles itself. */
export async function ask(course: Course, about: RolloutQuestion, why: string): Promise<void> {
  const { context, ports, deployment, rollout } = course;
  const now = await context.now();
  pauseClock(rollout, now);
  const round = rollout.asked + 1;
  rollout.asked = round;
  rollout.question = { round, about, why, remindAt: now + remindAfter };
  const { weight, judgement } = rollout;
  const because = about === 'judgement' ? (judgement?.because ?? []) : [];
  const details = { about, why, weight, because };
  await record(context, ports, deployment, 'rollout.asked', { system: 'quarterdeck' }, details, round);
  await show(context, ports, deployment, `asked: ${about}`);
  await put(course, `asked:${round}`, 'all');
  if (about === 'judgement') await showPicture(course, 'question', `asked:${round}`);
}

/** Once, when nobody has answered for so long: the cluster stands still as it is. */
export async function remindIfDue(course: Course, now: Instant): Promise<void> {
  const { question } = course.rollout;
  if (!question || now < (question.remindAt ?? Number.POSITIVE_INFINITY)) return;
  delete question.remindAt;
  await put(course, `reminded:${question.round}`, 'reminders');
}

/** The question, in the thread. */
async function put(
  { context, ports, deployment, delivery: { roles } }: Course,
  key: string,
  what: 'all' | 'reminders',
): Promise<void> {
  await reply(context, ports, deployment, key, async () => ({
    kind: 'rollout-question',
    deployment,
    roles,
    mention: await whoDecides(ports, roles, { what }),
    ...(what === 'reminders' && { waitsFor: remindAfter }),
  }));
}

/** The question is over, and the phase goes on from where it stood. Nothing when another one is asked. */
export async function settleQuestion(course: Course, about: RolloutQuestion, why: string): Promise<void> {
  const { context, ports, deployment, rollout } = course;
  if (rollout.question?.about !== about) return;
  rollout.question = null;
  resumeClock(rollout, await context.now());
  await show(context, ports, deployment, why);
}
