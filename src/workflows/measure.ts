import type { AnalysisWindow, Baseline, Judgement, Observed } from '../model/analysis.ts';
import type { Analysis, MetricSource } from '../model/delivery.ts';
import { ofOutside } from '../model/fault.ts';
import type { Series } from '../model/metric.ts';
import type { QueryAbout } from '../model/query-template.ts';
import { standsFor } from '../model/query-template.ts';
import type { Instant, Millis } from '../model/time.ts';
import { judgeMetrics, takeBaseline } from '../policy/analysis/judge-metrics.ts';
import { allJudged, baselineOf, namedFor } from '../policy/strategies/all-judged.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** What stands for the `{{names}}` in queries. */
export type About = QueryAbout;

/** What is measured of a release, and by what it is judged. */
export interface Measurement {
  /** The environment's metrics. */
  sources: readonly MetricSource[];
  analysis: Analysis;
  /** One for each service; `stable` where the version before runs beside it. */
  services: readonly { about: About; stable?: About }[];
  /** Whether each metric says of which service it is, though only one is left of them; absent: where there are several. */
  apart?: boolean;
  from: Instant;
  /** When there must be an answer. */
  until: Instant;
  /** Of `measureBaseline`; null where none was taken. */
  baseline: Baseline | null;
}

export interface Measured {
  judgement: Judgement;
  /** Why something could not be measured, in sentences. */
  troubles: string[];
}

type Ports = Pick<DeployPorts, 'metrics' | 'clock'>;

/**
 * Measures every service over the window, and judges all together; to be called in a step. What is remembered is the judgement, never
 * what was measured. Spans begin and end at multiples of the interval, so that all who look on ask the same (`usecases/shared-metrics.ts`).
 */
export async function measure(ports: Ports, measurement: Measurement): Promise<Measured> {
  const { analysis, services, from, until, baseline } = measurement;
  const window = windowOf(analysis, from, ports.clock.now(), until);
  const troubles = new Set<string>();
  const judged = await Promise.all(
    services.map(async ({ about, stable }) => {
      const observed = await observe(ports, measurement, about, stable, window, troubles);
      const of = baseline && baselineOf(baseline, about.service);
      return { service: about.service, judgement: judgeMetrics(analysis.rules, { window, observed, baseline: of }) };
    }),
  );
  return { judgement: stored(allJudged(judged, window.now, measurement.apart)), troubles: [...troubles] };
}

/** The usual values of what runs now, over the last `length`; to be called in a step, before anything is deployed. */
export async function measureBaseline(
  ports: Ports,
  measurement: Pick<Measurement, 'sources' | 'analysis' | 'services'>,
  length: Millis,
): Promise<Baseline> {
  const { analysis, services } = measurement;
  const now = ports.clock.now();
  const window = windowOf(analysis, now - length, now, now);
  const rules = analysis.rules.filter(({ check }) => check === 'baseline');
  const wanted = { ...measurement, analysis: { ...analysis, rules } };
  const taken = await Promise.all(
    services.map(async ({ about }) => {
      const observed = await observe(ports, wanted, about, undefined, window, new Set());
      const { values } = takeBaseline(rules, observed, window);
      return Object.entries(values).map(
        ([metric, value]) => [namedFor(metric, about.service, services.length > 1), value] as const,
      );
    }),
  );
  return { takenAt: now, values: Object.fromEntries(taken.flat()) };
}

/** What was read of every metric that the rules name, of the service and of the version beside it. */
async function observe(
  { metrics }: Ports,
  { sources, analysis }: Pick<Measurement, 'sources' | 'analysis'>,
  about: About,
  stable: About | undefined,
  window: AnalysisWindow,
  troubles: Set<string>,
): Promise<Observed[]> {
  const { rules, every } = analysis;
  const span = { from: Math.ceil(window.from / every) * every, to: Math.floor(window.now / every) * every, every };
  async function courses(metric: string, of: About): Promise<readonly Series[] | null> {
    const source = sources.find(({ name }) => name === metric);
    if (!source || !metrics) {
      troubles.add(source ? 'No source of metrics is set up.' : `The catalog no longer has the metric ${metric}.`);
      return null;
    }
    if (span.to < span.from) return [];
    try {
      return await metrics.courses({ text: source.query, about: standsFor(of) }, span);
    } catch (error) {
      if (!ofOutside(error)) throw error;
      troubles.add(error.message);
      return null;
    }
  }
  const names = new Set(rules.flatMap(({ metric, traffic }) => (traffic ? [metric, traffic.metric] : [metric])));
  return Promise.all(
    [...names].map(async (metric): Promise<Observed> => {
      if (!stable) return { metric, series: await courses(metric, about) };
      const [series, beside] = await Promise.all([courses(metric, about), courses(metric, stable)]);
      return { metric, series, stable: beside };
    }),
  );
}

function windowOf(analysis: Analysis, from: Instant, now: Instant, until: Instant): AnalysisWindow {
  const { every, leastSamples, patience } = analysis;
  return { from, now, until, interval: every, leastSamples, patience };
}

/** As it will be read again: what is no number is none. */
function stored(judgement: Judgement): Judgement {
  return JSON.parse(JSON.stringify(judgement)) as Judgement;
}

/** When to measure next: the instants are everybody's. */
export function nextLook(now: Instant, every: Millis): Instant {
  return (Math.floor(now / every) + 1) * every;
}
