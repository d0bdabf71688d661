import type { Instant } from './time.ts';

/** One measured value. NaN and infinities are kept as the source said them: 0 errors of 0 requests is NaN, which is no answer. */
export interface Sample {
  at: Instant;
  value: number;
}

/** What one query gave for one set of labels, oldest sample first, about one sample for each interval. */
export interface Series {
  labels: Readonly<Record<string, string>>;
  samples: readonly Sample[];
}

export const metricUnits = ['percent', 'ms', 'count', 'per-second', 'cores', 'bytes'] as const;
/** What the numbers of a metric are: 5 percent is 5, a second is 1000 ms. */
export type MetricUnit = (typeof metricUnits)[number];

/**
 * How a metric moves. A gauge is read as it is and must come as one series. A counter only grows, but begins again at zero when
 * its process does; it is read as what was added, and its series (one for each pod, say) are summed.
 */
export type MetricKind = 'gauge' | 'counter';
