import type { BaselineRule, MetricRule, OnFail } from '../../model/analysis.ts';
import type { Analysis, MetricSource, WatchRule } from '../../model/delivery.ts';
import { minute, parseDuration, second } from '../../model/time.ts';
import { buildHealth } from './build-health.ts';
import { readConfidence, readLimit, readShare } from './limits.ts';
import type { AnalysisEntry, MetricEntry, RuleEntry } from './schema-analysis.ts';
import type { TriggerEntry, WatchEntry } from './schema-watch.ts';

export type MetricEntries = Readonly<Record<string, MetricEntry>>;
type Entries<Entry> = Readonly<Record<string, Entry>>;

/** In place of a metric's name among the triggers: how many health checks may fail in a row. */
export const failedHealthChecks = 'failed_health_checks';
/** One sample beyond a limit is noise, three are not; what a counter added does not go away again. */
const usualFailures = { gauge: 3, counter: 1 };

export function buildMetrics(entries: MetricEntries): MetricSource[] {
  return Object.entries(entries).map(([name, { query, unit, kind = 'gauge' }]) => ({
    name,
    query: query.trim(),
    unit,
    kind,
  }));
}

export function buildAnalysis(entry: AnalysisEntry, metrics: MetricEntries): Analysis {
  return { ...buildLooking(entry), rules: buildRules(entry.rules, metrics, 'roll-back') };
}

export function buildWatch(entry: WatchEntry, metrics: MetricEntries, url: string | undefined): WatchRule {
  const rules = [
    ...buildRules(entry.rules ?? {}, metrics, 'ask'),
    ...buildTriggers(entry.roll_back_when ?? {}, metrics),
  ];
  const compared = rules.some(({ check }) => check === 'baseline');
  const above = entry.roll_back_when?.[failedHealthChecks]?.above;
  return {
    length: parseDuration(entry.for) ?? 0,
    analysis: { ...buildLooking(entry), rules },
    health: (entry.health ?? []).map((one) => buildHealth(one, url)),
    healthFailures: above === undefined ? null : Number(above) + 1,
    baseline: compared ? (parseDuration(entry.baseline ?? '30m') ?? 0) : null,
  };
}

export function buildLooking({
  every = '30s',
  least_samples: least = 5,
  patience = '5m',
}: Pick<AnalysisEntry, 'every' | 'least_samples' | 'patience'>): Omit<Analysis, 'rules'> {
  return {
    every: parseDuration(every) ?? 30 * second,
    leastSamples: least,
    patience: parseDuration(patience) ?? 5 * minute,
  };
}

/** One rule for each thing that an entry demands. An unknown metric has none: that is told elsewhere. */
export function buildRules(entries: Entries<RuleEntry>, metrics: MetricEntries, otherwise: OnFail): MetricRule[] {
  return Object.entries(entries).flatMap(([metric, entry]): MetricRule[] => {
    const about = aboutMetric(metric, metrics, entry.on_fail ?? otherwise);
    if (!about) return [];
    const { within, as_stable: stable, growth_below: growth, latest, warm_up: warmUp } = entry;
    const over = latest === undefined ? {} : { over: parseDuration(latest) ?? 0 };
    const warm = warmUp === undefined ? {} : { warmUp: parseDuration(warmUp) ?? 0 };
    const limits = readLimits({ max: entry.below, min: entry.above }, about);
    const allowance = readLimits({ allowance: stable?.allowance }, about);
    return [
      ...(limits
        ? [
            {
              ...about,
              check: 'threshold' as const,
              ...limits,
              strict: true,
              consecutive: entry.failures ?? usualFailures[about.kind],
            },
          ]
        : []),
      ...(within === undefined
        ? []
        : [{ ...about, check: 'baseline' as const, within: readShare(within), ...sideOf(within), ...over, ...warm }]),
      ...(stable === undefined
        ? []
        : [
            {
              ...about,
              check: 'stable' as const,
              worse: stable.worse ?? 'higher',
              tolerance: readShare(stable.tolerance ?? '10%'),
              ...allowance,
              confidence: readConfidence(stable.confidence ?? '95%'),
              ...over,
            },
          ]),
      ...(growth === undefined
        ? []
        : [
            {
              ...about,
              check: 'steady' as const,
              growthPerHour: readShare(growth),
              ...warm,
            },
          ]),
    ];
  });
}

/** The limit itself is still allowed: "rolled back above 5 %". */
function buildTriggers(entries: Entries<TriggerEntry>, metrics: MetricEntries): MetricRule[] {
  return Object.entries(entries).flatMap(([metric, entry]): MetricRule[] => {
    const about = aboutMetric(metric, metrics, 'roll-back');
    const limits = about && readLimits({ max: entry.above, min: entry.below }, about);
    if (!limits) return [];
    return [{ ...about, check: 'threshold', ...limits, consecutive: entry.failures ?? usualFailures[about.kind] }];
  });
}

function aboutMetric(metric: string, metrics: MetricEntries, onFail: OnFail) {
  const entry = metricOf(metrics, metric);
  if (!entry) return null;
  const { unit, kind = 'gauge', needs_traffic: needs } = entry;
  const gauge = needs && metricOf(metrics, needs.metric);
  const least = gauge && readLimit(needs.at_least, gauge.unit);
  const traffic = needs && typeof least === 'number' ? { traffic: { metric: needs.metric, least } } : {};
  return { metric, unit, kind, onFail, ...traffic };
}

export function metricOf(metrics: MetricEntries, name: string): MetricEntry | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}

/** Those that are written; null when none is. A limit of another unit is told elsewhere. */
function readLimits<Key extends string>(
  written: Readonly<Record<Key, string | number | undefined>>,
  { unit }: Pick<MetricRule, 'unit'>,
): Partial<Record<Key, number>> | null {
  const read: Partial<Record<Key, number>> = {};
  for (const key in written) {
    const text = written[key];
    const value = text === undefined ? null : readLimit(text, unit);
    if (value !== null) read[key] = value;
  }
  return Object.keys(read).length > 0 ? read : null;
}

function sideOf(within: string): Pick<BaselineRule, 'side'> {
  if (within.includes('above')) return { side: 'above' };
  return within.includes('below') ? { side: 'below' } : {};
}
