import type { Sample } from '../../model/metric.ts';
import { median, middle } from './median.ts';

/** How samples move over time. */
export interface Trend {
  /** Units for each millisecond: the median of the slopes between all pairs of samples (Theil-Sen). A few wild samples do not move it. */
  slope: number;
  /** The Mann-Kendall statistic in standard deviations: above 3.09 it rises at a confidence of 99.9 %. */
  z: number;
  /** The medians of the four quarters. */
  quarters: readonly [number, number, number, number];
}

/** Three a quarter. */
export const leastOfTrend = 12;

/** Theil-Sen and Mann-Kendall (Kendall, Rank Correlation Methods; Sen 1968). Null below `leastOfTrend` samples. */
export function trend(samples: readonly Sample[]): Trend | null {
  const count = samples.length;
  if (count < leastOfTrend) return null;
  const slopes = new Float64Array((count * (count - 1)) / 2);
  let filled = 0;
  let sum = 0;
  for (const [index, later] of samples.entries()) {
    for (let before = 0; before < index; before += 1) {
      const earlier = samples[before] ?? later;
      slopes[filled] = (later.value - earlier.value) / (later.at - earlier.at);
      filled += 1;
      sum += Math.sign(later.value - earlier.value);
    }
  }
  const deviation = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const slope = middle(slopes.sort());
  const [first, second, third, fourth] = [0, 1, 2, 3].map((quarter) =>
    median(
      samples
        .slice(Math.floor((quarter * count) / 4), Math.floor(((quarter + 1) * count) / 4))
        .map(({ value }) => value),
    ),
  );
  if (slope === null || first == null || second == null || third == null || fourth == null) return null;
  return { slope, z: (sum - Math.sign(sum)) / deviation, quarters: [first, second, third, fourth] };
}
