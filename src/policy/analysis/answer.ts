import type { AnalysisReason, AnalysisVerdict, MetricRule, RuleJudged } from '../../model/analysis.ts';
import type { Usable } from './usable.ts';

/** A rule's answer; what it did not look at is null. */
export function answer(
  rule: MetricRule,
  seen: Pick<Usable, 'samples' | 'lastAt'>,
  verdict: AnalysisVerdict,
  reason: AnalysisReason,
  values: Partial<Omit<RuleJudged, 'rule' | 'verdict' | 'reason' | 'samples' | 'lastAt'>> = {},
): RuleJudged {
  return {
    rule,
    verdict,
    reason,
    value: null,
    threshold: null,
    compared: null,
    deviation: null,
    difference: null,
    streak: null,
    failedAt: null,
    ...values,
    samples: seen.samples.length,
    lastAt: seen.lastAt,
  };
}

/** How far a value is from another, in percent of that; null when that is zero, of which there are no percent. */
export function percentFrom(value: number, from: number): number | null {
  return from === 0 ? null : ((value - from) / Math.abs(from)) * 100;
}
