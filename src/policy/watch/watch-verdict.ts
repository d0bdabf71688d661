import type { AnalysisWindow } from '../../model/analysis.ts';
import { sayJudgement } from '../../model/judgement-words.ts';
import type { Watch } from '../../model/rollout.ts';
import { leftOpen } from '../analysis/combine.ts';

/** `about`: names of metrics, or `health`. */
export type WatchVerdict =
  | { kind: 'roll-back' | 'ask'; why: string; about: string[] }
  /** `why`: what may come of it, in a sentence; null when nothing stands against it. */
  | { kind: 'goes-on'; why: string | null }
  | { kind: 'passed' };

/** What is seen of a release that is looked at. */
export interface Seen {
  watch: Pick<Watch, 'judgement' | 'health' | 'kept'>;
  window: AnalysisWindow;
  /** So many failed health checks in a row take it back; null: a person decides at the end. */
  healthFailures: number | null;
}

/**
 * What a look at a release comes to. A trigger takes it back at any time, whatever a person has said of it before. What is open goes to a
 * person, once: what they have kept is asked about no more. Nothing passes before the end.
 */
export function watchVerdict({ watch, window, healthFailures }: Seen): WatchVerdict {
  const { judgement, health, kept } = watch;
  const settled = new Set(kept.flatMap(({ about }) => about));
  const sick = health.says === null ? null : `${health.says} (${times(health.failures)}).`;
  if (judgement?.decision === 'roll-back')
    return { kind: 'roll-back', why: sayJudgement(judgement), about: [...judgement.because] };
  if (sick !== null && healthFailures !== null && health.failures >= healthFailures)
    return { kind: 'roll-back', why: sick, about: ['health'] };

  const open = leftOpen(judgement, settled, window);
  if (open?.decision === 'ask') return { kind: 'ask', why: sayJudgement(open), about: [...open.because] };
  if (window.now < window.until)
    return { kind: 'goes-on', why: open?.reason === 'limit-being-broken' ? sayJudgement(open) : null };
  if (sick !== null && health.failures > 0 && !settled.has('health'))
    return { kind: 'ask', why: `The time is over, and it is not healthy. ${sick}`, about: ['health'] };
  if (open === null || open.decision === 'promote') return { kind: 'passed' };
  return { kind: 'goes-on', why: sayJudgement(open) };
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times in a row`;
}
