import type { AnalysisWindow, Baseline, BaselineRule, RuleJudged } from '../../model/analysis.ts';
import type { Sample } from '../../model/metric.ts';
import { answer, percentFrom } from './answer.ts';
import { median } from './median.ts';
import type { Usable } from './usable.ts';
import { latest } from './usable.ts';

/** The usual value of a metric before the deployment: its median; null when its samples cannot tell it. */
export function usualValue({ samples, lacks }: Usable): number | null {
  return lacks === null ? median(valuesOf(samples)) : null;
}

/**
 * The median against the snapshot. It is held against it from both sides: too little traffic is as much a sign as too much CPU. Of a
 * snapshot of zero there are no percent: only zero is as before, all else has no answer.
 */
export function baseline(
  rule: BaselineRule,
  seen: Usable,
  window: AnalysisWindow,
  snapshot: Baseline | null,
): RuleJudged {
  const compared = snapshot?.values[rule.metric] ?? null;
  const since = window.from + (rule.warmUp ?? 0);
  const warm = latest(seen, window, rule.over).samples.filter(({ at }) => at >= since);
  const value = median(valuesOf(warm));
  const values = { value, compared };
  if (seen.lacks) return answer(rule, seen, 'inconclusive', seen.lacks, values);
  if (compared === null || !Number.isFinite(compared)) {
    return answer(rule, seen, 'inconclusive', 'baseline-missing', { value });
  }
  if (rule.warmUp !== undefined && window.now < since + window.leastSamples * window.interval)
    return answer(rule, seen, 'inconclusive', 'warming-up', values);
  if (value === null) return answer(rule, seen, 'inconclusive', 'too-few-samples', values);

  const deviation = percentFrom(value, compared);
  if (deviation === null) {
    const [verdict, reason] =
      value === 0 ? (['pass', 'as-before'] as const) : (['inconclusive', 'baseline-zero'] as const);
    return answer(rule, seen, verdict, reason, values);
  }
  const side = rule.side ?? 'both';
  const off = (side !== 'below' && deviation > rule.within) || (side !== 'above' && deviation < -rule.within);
  const towards = side === 'below' || (side === 'both' && deviation < 0) ? -1 : 1;
  const threshold = compared + (towards * Math.abs(compared) * rule.within) / 100;
  const told = { ...values, deviation, threshold, failedAt: off ? seen.lastAt : null };
  return off ? answer(rule, seen, 'fail', 'unlike-before', told) : answer(rule, seen, 'pass', 'as-before', told);
}

function valuesOf(samples: readonly Sample[]): number[] {
  return samples.map(({ value }) => value);
}
