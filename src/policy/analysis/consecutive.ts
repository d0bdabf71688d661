import type { Sample } from '../../model/metric.ts';
import type { Millis } from '../../model/time.ts';

/** Failures in a row. */
export interface Streak {
  /** The sample that made the first whole streak (the third of three); null when there was none. */
  completed: Sample | null;
  /** How many failures stand at the end, up to now. */
  standing: number;
  /** Failures in all. */
  failures: number;
}

/**
 * Counts failures in a row. A sample that is missing neither counts nor forgives, but after a hole longer than `longestGap` the count
 * begins anew: failures an hour apart are not three in a row.
 */
export function streak(
  samples: readonly Sample[],
  fails: (value: number) => boolean,
  wanted: number,
  longestGap: Millis,
): Streak {
  let standing = 0;
  let failures = 0;
  let completed: Sample | null = null;
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1];
    if (before && sample.at - before.at > longestGap) standing = 0;
    if (fails(sample.value)) {
      standing += 1;
      failures += 1;
      if (standing >= wanted) completed ??= sample;
    } else {
      standing = 0;
    }
  }
  return { completed, standing, failures };
}
