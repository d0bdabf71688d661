import type { RolloutQuestion } from '../../model/rollout.ts';
import { record } from '../audit.ts';
import { show } from '../card.ts';
import { reply } from '../tell.ts';
import type { Course } from './course.ts';
import { pauseClock, resumeClock } from './course.ts';
import { showPicture } from './picture.ts';

/** Puts a question to those who may steer, in the message and in its thread. Nothing moves until one of them answers, or it settles itself. */
export async function ask(course: Course, about: RolloutQuestion, why: string): Promise<void> {
  const { context, ports, deployment, rollout, delivery } = course;
  pauseClock(rollout, await context.now());
  const round = rollout.asked + 1;
  rollout.asked = round;
  rollout.question = { round, about, why };
  const { weight, judgement } = rollout;
  const because = about === 'judgement' ? (judgement?.because ?? []) : [];
  const details = { about, why, weight, because };
  await record(context, ports, deployment, 'rollout.asked', { system: 'quarterdeck' }, details, round);
  await show(context, ports, deployment, `asked: ${about}`);
  await reply(context, ports, deployment, `asked:${round}`, async () => ({
    kind: 'rollout-question',
    deployment,
    roles: delivery.roles,
    mention: await whoAnswers(course),
  }));
  if (about === 'judgement') await showPicture(course, 'question', `asked:${round}`);
}

/** The question is over, and the phase goes on from where it stood. Nothing when another one is asked. */
export async function settleQuestion(course: Course, about: RolloutQuestion, why: string): Promise<void> {
  const { context, ports, deployment, rollout } = course;
  if (rollout.question?.about !== about) return;
  rollout.question = null;
  resumeClock(rollout, await context.now());
  await show(context, ports, deployment, why);
}

/** As many as somebody reads; whoever is on duty is among them. */
const mostMentioned = 10;

async function whoAnswers({ ports, delivery }: Course): Promise<string[]> {
  const { roles } = await ports.catalogs.active();
  const sources = delivery.roles.flatMap((role) => roles[role] ?? []);
  return ports.people.holders(sources, mostMentioned).catch(() => []);
}
