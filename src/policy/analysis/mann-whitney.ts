import type { Confidence } from '../../model/analysis.ts';
import { middle } from './median.ts';

/** Two-sided quantiles of the standard normal distribution. */
const quantiles: Record<Confidence, number> = { 0.9: 1.6448536, 0.95: 1.959964, 0.98: 2.3263479, 0.99: 2.5758293 };

/** By how much `a` lies above `b`. */
export interface Shift {
  /** The Mann-Whitney U of `a`: pairs in which it is the greater, ties counting half. */
  u: number;
  /** The Hodges-Lehmann estimate: the median of all differences between a value of `a` and one of `b`. */
  estimate: number;
  /** The interval that holds the true shift with the wanted confidence. */
  low: number;
  high: number;
}

/**
 * The Mann-Whitney U test, turned round as Kayenta does (https://github.com/spinnaker/kayenta, MannWhitney.scala, after R's
 * `wilcox.test(conf.int = TRUE)`): not "do they differ" but "by how much, at least and at most". The interval is made of the ordered
 * differences, its ends found by the normal approximation (Hollander & Wolfe, Nonparametric Statistical Methods, 4.3): U's standard
 * deviation is taken without the correction for ties, which can only widen it. Null when there are too few values for any
 * interval at that confidence, which is four against four at 0.98. The values must be numbers.
 */
export function shift(a: readonly number[], b: readonly number[], confidence: Confidence): Shift | null {
  const pairs = a.length * b.length;
  const spread = Math.sqrt((pairs * (a.length + b.length + 1)) / 12);
  const outside = Math.floor(pairs / 2 - quantiles[confidence] * spread);
  if (outside < 1) return null;

  const differences = new Float64Array(pairs);
  let filled = 0;
  let u = 0;
  for (const one of a) {
    for (const other of b) {
      differences[filled] = one - other;
      filled += 1;
      if (one > other) u += 1;
      else if (one === other) u += 0.5;
    }
  }
  differences.sort();
  const estimate = middle(differences);
  const low = differences[outside - 1];
  const high = differences[pairs - outside];
  return estimate === null || low === undefined || high === undefined ? null : { u, estimate, low, high };
}
