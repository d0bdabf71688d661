import type { AnalysisReason, AnalysisWindow } from '../../model/analysis.ts';
import type { MetricKind, Sample, Series } from '../../model/metric.ts';
import type { Instant, Millis } from '../../model/time.ts';
import { rates, summedIncreases } from './counter.ts';

/** After so many intervals without a sample, the metric has stopped. */
const stoppedAfter = 2.5;
/** At least this part of the samples that the window should hold. */
const leastCoverage = 0.5;

/** Samples to judge, oldest first, all of them numbers; and what forbids to call them healthy, if anything does. */
export interface Usable {
  samples: Sample[];
  lastAt: Instant | null;
  lacks: AnalysisReason | null;
}

/**
 * Makes samples of what was read. A counter becomes what it added since the window began (`total`), or what it added a second (`rate`).
 * What lacks is told beside the samples, because a limit that they did break stays broken.
 */
export function usable(
  series: readonly Series[] | null,
  kind: MetricKind,
  window: AnalysisWindow,
  read: 'total' | 'rate',
): Usable {
  if (series === null) return { samples: [], lastAt: null, lacks: 'source-away' };
  const within = series.map((one) => ({ ...one, samples: inWindow(one.samples, window) }));
  const some = within.filter(({ samples }) => samples.length > 0);
  if (some.length === 0) return { samples: [], lastAt: null, lacks: 'no-data' };
  if (kind === 'gauge' && some.length > 1) return { samples: [], lastAt: null, lacks: 'several-series' };

  const samples = numbers(some, kind, read);
  const lastAt = samples.at(-1)?.at ?? null;
  return { samples, lastAt, lacks: lacking(samples, lastAt, window) };
}

function numbers(series: readonly Series[], kind: MetricKind, read: 'total' | 'rate'): Sample[] {
  if (kind === 'gauge') return series.flatMap((one) => one.samples.filter(({ value }) => Number.isFinite(value)));
  const added = summedIncreases(series);
  return read === 'total' ? added : rates(added);
}

function lacking(samples: readonly Sample[], lastAt: Instant | null, window: AnalysisWindow): AnalysisReason | null {
  if (lastAt === null) return 'not-a-number';
  if (window.now - lastAt > stoppedAfter * window.interval) return 'samples-stopped';
  const expected = Math.floor((window.now - window.from) / window.interval);
  return samples.length < Math.max(1, window.leastSamples, expected * leastCoverage) ? 'too-few-samples' : null;
}

/** Sorted, each instant once: overlapping queries bring a sample twice, which must not count twice. The later reading holds. */
function inWindow(samples: readonly Sample[], { from, now }: AnalysisWindow): Sample[] {
  const byInstant = new Map(samples.filter(({ at }) => at >= from && at <= now).map((sample) => [sample.at, sample]));
  return [...byInstant.values()].sort((a, b) => a.at - b.at);
}

/** The samples of the latest part of the window; all of them where no part is named. */
export function latest(seen: Usable, { now }: AnalysisWindow, over: Millis | undefined): Usable {
  return over === undefined ? seen : { ...seen, samples: seen.samples.filter(({ at }) => at > now - over) };
}
