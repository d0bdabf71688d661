import type { Judgement } from '../../model/analysis.ts';
import type { Analysis } from '../../model/delivery.ts';
import { sayJudgement } from '../../model/judgement-words.ts';
import { minute } from '../../model/time.ts';
import { leftOpen } from '../../policy/analysis/combine.ts';
import { record } from '../audit.ts';
import { show } from '../card.ts';
import { ask, settleQuestion } from './ask.ts';
import type { Course, Trouble } from './course.ts';
import { onTheWay, trouble } from './course.ts';
import { judge } from './judging.ts';

/** What the rules say of the phase now. A release is taken back even while somebody holds it; all else waits for them. */
export async function verdict(course: Course): Promise<Trouble | 'passed' | 'goes-on'> {
  const { context, ports, deployment, rollout, delivery } = course;
  if (!delivery.analysis) return 'goes-on';
  const { held, question, phaseUntil } = rollout;
  // While the phase stands still, its end is as far away as when it was stopped.
  const until = phaseUntil ?? (await context.now()) + (rollout.left ?? 0);
  const before = rollout.picture;
  const judgement = await judge(course, delivery.analysis, until);
  rollout.judgement = judgement;
  const why = sayJudgement(judgement);
  if (judgement.decision === 'roll-back') return trouble(why, failedServices(course), judgement);
  if (question?.about === 'judgement' && judgement.decision !== 'ask' && (rollout.left ?? 0) > 0) {
    // It was asked because nothing could be seen, and now it can.
    await settleQuestion(course, 'judgement', 'it can be judged again');
    return 'goes-on';
  }
  const open = stillOpen(course, delivery.analysis, judgement);
  if (open?.decision === 'ask' && !question && !held) {
    rollout.judgement = { ...open, metrics: judgement.metrics };
    await ask(course, 'judgement', sayJudgement(open));
    return 'goes-on';
  }
  if (judgement.decision === 'promote' && !question && !held && phaseUntil !== null && judgement.at >= phaseUntil) {
    const details = { weight: rollout.weight, at: rollout.at, because: judgement.reason };
    const which = `${rollout.wave}:${rollout.at}`;
    await record(context, ports, deployment, 'rollout.promoted', { system: 'quarterdeck' }, details, which);
    return 'passed';
  }
  if (tellsMore(course, judgement) || rollout.picture !== before) await show(context, ports, deployment, 'judged');
  return 'goes-on';
}

/** Somebody may have wanted to see something for longer: that is a question again when the phase is over. */
function stillOpen(
  { rollout: { longer = [], phaseSince: from, phaseUntil } }: Course,
  { every: interval, leastSamples, patience }: Analysis,
  judgement: Judgement,
): Judgement | null {
  if (longer.length === 0 || phaseUntil === null || judgement.at >= phaseUntil) return judgement;
  const window = { from, now: judgement.at, until: phaseUntil, interval, leastSamples, patience };
  return leftOpen(judgement, new Set(longer), window);
}

/** Values that change alone are brought into the message once a minute: Slack takes not many more edits of all messages together. */
function tellsMore({ shown }: Course, { at, metrics }: Judgement): boolean {
  const says = metrics.map(({ metric, verdict: of }) => `${metric} ${of}`).join();
  if (shown.says === says && at - shown.at < minute) return false;
  Object.assign(shown, { says, at });
  return true;
}

/** Of several, those whose metrics made it so. */
function failedServices({ rollout }: Course): string[] {
  const services = onTheWay(rollout);
  const because = rollout.judgement?.because ?? [];
  const named = services.filter((service) => because.some((metric) => metric.endsWith(` of ${service}`)));
  return named.length > 0 ? named : services;
}
