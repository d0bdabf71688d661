import type { AnalysisWindow, RuleJudged, SteadyRule } from '../../model/analysis.ts';
import { hour } from '../../model/time.ts';
import { answer } from './answer.ts';
import { median } from './median.ts';
import { leastOfTrend, trend } from './trend.ts';
import type { Usable } from './usable.ts';

/** One-sided, 99.9 %: it is asked again with each sample, so that chance has many tries. */
const significant = 3.0902323;
/** One-sided, 95 %: not shown, but no longer to be called steady. */
const suspicious = 1.6448536;
/** Of the mean rise from quarter to quarter, a quarter that rises by less than this part stands still. */
const standingStill = 0.25;

/**
 * The slow leak: the samples rise, faster than allowed, and go on rising in each quarter of the time. What rose once and then stands
 * still (a cache that filled) is no leak; what rose and has not stood still yet, or
 * only seems to rise, has no verdict.
 */
export function steady(rule: SteadyRule, seen: Usable, window: AnalysisWindow): RuleJudged {
  const since = window.from + (rule.warmUp ?? 0);
  const warm = { ...seen, samples: seen.samples.filter(({ at }) => at >= since) };
  const limits = { threshold: rule.growthPerHour };
  if (warm.lacks) return answer(rule, warm, 'inconclusive', warm.lacks, limits);
  const level = median(warm.samples.map(({ value }) => value));
  const moves = trend(warm.samples);
  if (!moves || level === null) {
    const early = window.now < since + leastOfTrend * window.interval;
    return answer(rule, warm, 'inconclusive', early ? 'warming-up' : 'too-few-samples', limits);
  }

  const risen = moves.slope * hour;
  // Of a level of zero there are no percent: any lasting growth is too much.
  const value = level === 0 ? (risen > 0 ? null : 0) : (risen / Math.abs(level)) * 100;
  const told = { ...limits, value, compared: level };
  const fast = value === null || value > rule.growthPerHour;
  if (!fast || moves.z < suspicious) return answer(rule, warm, 'pass', 'steady', told);

  const [first, second, third, fourth] = moves.quarters;
  const least = ((fourth - first) / 3) * standingStill;
  const rises = [second - first, third - second, fourth - third].map((rise) => rise > least);
  if (rises.every(Boolean) && moves.z >= significant)
    return answer(rule, warm, 'fail', 'growing', { ...told, failedAt: warm.lastAt });
  return rises[2] === false
    ? answer(rule, warm, 'pass', 'grew-and-settled', told)
    : answer(rule, warm, 'inconclusive', 'perhaps-growing', told);
}
