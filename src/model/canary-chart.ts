import type { Sample } from './metric.ts';
import type { Instant, Millis } from './time.ts';

/** What the picture of a canary shows: its metrics beside those of the stable version. */
export interface CanaryChart {
  /** `watch`: a release that is looked at after its deployment, beside what was usual before. Absent: a canary beside the stable version. */
  of?: 'watch';
  service: string;
  /** Of the canary. */
  version: string;
  began: Instant;
  /** How long it is watched in all; the time axis is that long from the first picture on. */
  length: Millis;
  /** Between two samples. Where the next one is missing, the line has a gap. */
  interval: Millis;
  panels: readonly CanaryPanel[];
}

/** One metric. Samples are in order of time; none at all means that nothing was measured. */
export interface CanaryPanel {
  metric: string;
  /** Written after numbers, as in `%` or `ms`; empty for a plain number. */
  unit: string;
  threshold: Limit | null;
  canary: readonly Sample[];
  stable: readonly Sample[];
}

/** `most`: higher values are bad; `least`: lower values are. */
export interface Limit {
  value: number;
  is: 'most' | 'least';
}
