import type { AnalysisWindow, RuleJudged, ThresholdRule } from '../../model/analysis.ts';
import { answer } from './answer.ts';
import { streak } from './consecutive.ts';
import type { Usable } from './usable.ts';

/** A hole longer than this ends a streak, as it does the metric's own freshness. */
const gapInIntervals = 2.5;

/**
 * A limit fails when so many samples in a row are beyond it. That stays so, whatever comes after: samples that stop, too, once they
 * have completed it. While a streak is open there is no verdict yet; a spike that passed is told, and passes.
 */
export function threshold(rule: ThresholdRule, seen: Usable, window: AnalysisWindow): RuleJudged {
  const { samples } = seen;
  const wanted = Math.max(1, rule.consecutive);
  const { completed, standing, failures } = streak(
    samples,
    (value) => broken(rule, value) !== null,
    wanted,
    gapInIntervals * window.interval,
  );
  const last = (completed ?? samples.at(-1))?.value ?? null;
  const values = {
    value: last,
    threshold: last === null ? (rule.max ?? rule.min ?? null) : (broken(rule, last) ?? nearest(rule, last)),
    streak: { count: completed ? wanted : standing, of: wanted },
  };
  if (completed) return answer(rule, seen, 'fail', 'limit-broken', { ...values, failedAt: completed.at });
  if (seen.lacks) return answer(rule, seen, 'inconclusive', seen.lacks, values);
  if (standing > 0) return answer(rule, seen, 'inconclusive', 'limit-being-broken', values);
  return answer(rule, seen, 'pass', failures > 0 ? 'spike-passed' : 'within-limit', values);
}

/** The limit that a value is beyond. */
function broken({ max, min, strict }: ThresholdRule, value: number): number | null {
  if (max !== undefined && (strict ? value >= max : value > max)) return max;
  if (min !== undefined && (strict ? value <= min : value < min)) return min;
  return null;
}

function nearest({ max, min }: ThresholdRule, value: number): number | null {
  if (max === undefined || min === undefined) return max ?? min ?? null;
  return max - value <= value - min ? max : min;
}
