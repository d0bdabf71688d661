import { ofOutside } from '../../model/fault.ts';
import type { Person, PersonRef } from '../../model/person.ts';
import type { Permission } from '../../policy/permissions.ts';
import { maySteer } from '../../policy/permissions.ts';
import { extension, pressOver } from '../../policy/strategies/steering.ts';
import { record } from '../audit.ts';
import { show } from '../card.ts';
import type { SteerMessage } from '../deploy-message.ts';
import { doneBy, sentence, tell } from '../tell.ts';
import type { Course } from './course.ts';
import { pauseClock, resumeClock } from './course.ts';

/** What a press comes to. `steered`: the rollout says it already. */
export type Steered =
  | { kind: 'steered' }
  | { kind: 'go-on'; by: Person }
  /** `ofVersion`: it answers a question about what was measured. `rollback`: the one that goes first. */
  | { kind: 'abort'; by: PersonRef; why: string; ofVersion: boolean; rollback?: string };

/** Judges a press, with the presser's rights as they are now, and does what it says. Null when it does not count; they are told why. */
export async function steer(course: Course, message: SteerMessage): Promise<Steered | null> {
  const { context, ports, deployment, rollout } = course;
  const { choice, by, id } = message;
  const may = await context.step('may they steer', () => mayTheySteer(course, by));
  if (!may.allowed) {
    await record(context, ports, deployment, 'rollout.press-refused', by, { choice, why: may.why }, id);
    const who = may.who.length > 0 ? [`Who can: ${may.who.join(', ')}.`] : [];
    await answer(course, message, 'error', `You may not ${choice} this rollout`, [may.why, ...who]);
    return null;
  }
  const over = pressOver(rollout, message);
  if (over) {
    await answer(course, message, 'warning', over.title, [over.line]);
    return null;
  }
  switch (choice) {
    case 'abort': {
      const { question } = rollout;
      const ofVersion = question?.about === 'judgement' && question.round === message.round;
      const why = doneBy('Aborted', message);
      return { kind: 'abort', by, why: ofVersion ? `${sentence(why)} ${question.why}` : why, ofVersion };
    }
    case 'promote':
      return { kind: 'go-on', by };
    case 'hold':
      return hold(course, message);
    case 'resume':
      return resume(course, message);
    case 'extend':
      return extend(course, message);
  }
}

async function hold({ context, ports, deployment, rollout }: Course, { by, id }: SteerMessage): Promise<Steered> {
  const now = await context.now();
  const { slackId, name, githubLogin } = by;
  rollout.held = { by: { slackId, name, githubLogin }, at: now, reason: null };
  pauseClock(rollout, now);
  await record(context, ports, deployment, 'rollout.held', by, { weight: rollout.weight, at: rollout.at }, id);
  await show(context, ports, deployment, 'held');
  return { kind: 'steered' };
}

async function resume({ context, ports, deployment, rollout }: Course, { by, id }: SteerMessage): Promise<Steered> {
  rollout.held = null;
  resumeClock(rollout, await context.now());
  await record(context, ports, deployment, 'rollout.resumed', by, { weight: rollout.weight, at: rollout.at }, id);
  await show(context, ports, deployment, 'resumed');
  return { kind: 'steered' };
}

/** Once more what the phase lasts. Where its end was a question, that is answered with it. */
async function extend({ context, ports, deployment, rollout }: Course, { by, id }: SteerMessage): Promise<Steered> {
  const length = extension(rollout);
  if (rollout.phaseUntil !== null) rollout.phaseUntil += length;
  else rollout.left = (rollout.left ?? 0) + length;
  if (rollout.question?.about === 'judgement')
    rollout.longer = [...(rollout.longer ?? []), ...(rollout.judgement?.because ?? [])];
  rollout.question = null;
  resumeClock(rollout, await context.now());
  await record(context, ports, deployment, 'rollout.extended', by, { length, weight: rollout.weight }, id);
  await show(context, ports, deployment, 'extended');
  return { kind: 'steered' };
}

async function mayTheySteer({ ports, delivery }: Course, by: Person): Promise<Permission> {
  try {
    const { roles } = await ports.catalogs.active();
    return maySteer(await ports.people.membership(by.slackId, roles, { fresh: true }), delivery);
  } catch (error) {
    if (!ofOutside(error)) throw error;
    return { allowed: false, why: `Your roles cannot be looked up just now: ${error.message} Press again.`, who: [] };
  }
}

/** To whoever pressed, and only them. */
export async function answer(
  { context, ports }: Course,
  message: SteerMessage,
  tone: 'info' | 'warning' | 'error',
  title: string,
  lines: string[],
): Promise<void> {
  await tell(context, ports, message, { kind: 'text', tone, title, lines });
}
