import type { AnalysisWindow, RuleJudged, StableRule } from '../../model/analysis.ts';
import type { Sample } from '../../model/metric.ts';
import { answer, percentFrom } from './answer.ts';
import { shift } from './mann-whitney.ts';
import { median } from './median.ts';
import type { Usable } from './usable.ts';
import { latest } from './usable.ts';

/**
 * The new version against the stable one in the same minutes. It fails when, at the wanted confidence, it is worse by more than is
 * tolerated. Kayenta passes all else; here, what looks worse by more than that but is not shown yet has no verdict, so that a person is
 * asked at the end. The tolerance is of the stable version's median and not, as there, of the difference itself: it is then
 * a number that people can choose.
 */
export function stable(rule: StableRule, all: Usable, allBeside: Usable | null, window: AnalysisWindow): RuleJudged {
  const seen = latest(all, window, rule.over);
  const beside = allBeside && latest(allBeside, window, rule.over);
  const value = median(valuesOf(seen.samples));
  if (seen.lacks) return answer(rule, seen, 'inconclusive', seen.lacks, { value });
  const compared = median(valuesOf(beside?.samples ?? []));
  if (beside === null || value === null || compared === null) {
    return answer(rule, seen, 'inconclusive', 'stable-missing', { value });
  }
  const values = { value, compared, deviation: percentFrom(value, compared) };
  if (beside.lacks) {
    const reason = beside.lacks === 'too-few-samples' ? 'stable-too-few-samples' : 'stable-missing';
    return answer(rule, seen, 'inconclusive', reason, values);
  }
  const found = shift(valuesOf(seen.samples), valuesOf(beside.samples), rule.confidence);
  if (!found) return answer(rule, seen, 'inconclusive', 'too-few-samples', values);

  const { estimate, low, high } = found;
  const harmless = Math.max((Math.abs(compared) * rule.tolerance) / 100, rule.allowance ?? 0);
  const downward = rule.worse === 'lower' || (rule.worse === 'different' && estimate < 0);
  const told = {
    ...values,
    difference: { estimate, low, high },
    threshold: downward ? compared - harmless : compared + harmless,
  };
  const [least, likely] = downward ? [-high, -estimate] : [low, estimate];
  if (least > harmless) return answer(rule, seen, 'fail', 'worse-than-stable', { ...told, failedAt: seen.lastAt });
  if (likely > harmless) return answer(rule, seen, 'inconclusive', 'perhaps-worse-than-stable', told);
  return answer(rule, seen, 'pass', 'as-stable', told);
}

function valuesOf(samples: readonly Sample[]): number[] {
  return samples.map(({ value }) => value);
}
