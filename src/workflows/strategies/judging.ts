import type { Judgement } from '../../model/analysis.ts';
import type { Analysis } from '../../model/delivery.ts';
import type { Rollout } from '../../model/rollout.ts';
import type { Instant } from '../../model/time.ts';
import { minute } from '../../model/time.ts';
import { measure } from '../measure.ts';
import { recalled, remembered } from '../remembered-judgement.ts';
import type { Course } from './course.ts';
import { measured } from './measured.ts';
import { pictureOf } from './picture.ts';

/** More would push the rest of the message out of sight; a decision's own picture has more. */
const panelsInMessage = 4;

/** Measures every service that is on its way since the phase began, and judges all together. Now and then the picture is drawn anew. */
export async function judge(course: Course, analysis: Analysis, until: Instant): Promise<Judgement> {
  const { context, ports, deployment, environment, rollout } = course;
  const due = pictureIsDue(rollout);
  const stored = await context.step('measure and judge', async () => {
    const baseline = deployment.baseline ?? null;
    const { judgement } = await measure(ports, { ...measured(course, analysis), until, baseline });
    // At the same instant as the judgement: what was just measured is not asked for again.
    const chart = due ? await pictureOf(ports, deployment, environment, panelsInMessage) : null;
    return { judgement: remembered(judgement, analysis.rules), ...(chart && { chart }) };
  });
  const judgement = recalled(stored.judgement, analysis.rules);
  if (stored.chart) rollout.picture = { at: judgement.at, chart: stored.chart };
  return judgement;
}

/** Slack has to be given a new file for each picture, and takes few: three to a phase, and one in five minutes at most. */
function pictureIsDue({ phases, at, phaseSince, judgement, picture }: Rollout): boolean {
  if (!judgement) return false;
  const every = Math.min(5 * minute, Math.max(minute, (phases[at]?.watch ?? 0) / 3));
  return judgement.at - Math.max(phaseSince, picture?.at ?? 0) >= every;
}
