import type { Baseline } from '../model/analysis.ts';
import type { CanaryPanel, Limit } from '../model/canary-chart.ts';
import type { Analysis, MetricSource } from '../model/delivery.ts';
import { ofOutside } from '../model/fault.ts';
import type { MetricUnit, Sample } from '../model/metric.ts';
import { standsFor } from '../model/query-template.ts';
import type { Instant, Millis } from '../model/time.ts';
import { summedIncreases } from '../policy/analysis/counter.ts';
import { baselineOf, namedFor } from '../policy/strategies/all-judged.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { About, Measurement } from './measure.ts';

/** More points are not seen in a picture. */
const mostSamples = 120;
const mostPanels = 8;

export interface Pictured extends Pick<Measurement, 'sources' | 'analysis' | 'services' | 'apart' | 'from'> {
  /** The metrics that a decision rests on: they come first. */
  because: readonly string[];
  /** What it was like before, where nothing runs beside it. */
  baseline: Baseline | null;
  /** So many metrics; 8 unless told. */
  most?: number | undefined;
}

/** Each metric that is judged, for a picture; to be called in a step. Null where nothing can be shown. */
export async function panelsOf(
  { metrics, clock }: Pick<DeployPorts, 'metrics' | 'clock'>,
  { sources, analysis, services, apart = services.length > 1, from, because, baseline, most = mostPanels }: Pictured,
): Promise<{ panels: CanaryPanel[]; interval: Millis; to: Instant } | null> {
  if (!metrics) return null;
  const span = spanOf(from, analysis, clock.now());
  const wanted = services.flatMap((service) =>
    sources
      .filter(({ name }) => analysis.rules.some(({ metric }) => metric === name))
      .map((source) => ({ ...service, source, name: namedFor(source.name, service.about.service, apart) })),
  );
  const courses = async ({ query, kind }: MetricSource, about: About | undefined): Promise<Sample[]> => {
    if (!about || span.to < span.from) return [];
    try {
      const found = await metrics.courses({ text: query, about: standsFor(about) }, span);
      // As it is judged: what was added since the look began.
      if (kind === 'counter') return summedIncreases(found);
      const [only, ...others] = found;
      return only && others.length === 0 ? [...only.samples] : [];
    } catch (error) {
      // A picture is a courtesy: what cannot be read is a gap in it.
      if (ofOutside(error)) return [];
      throw error;
    }
  };
  const usual = (service: string, metric: string) => (baseline && baselineOf(baseline, service).values[metric]) ?? null;
  const telling = [
    ...wanted.filter(({ name }) => because.includes(name)),
    ...wanted.filter(({ name }) => !because.includes(name)),
  ];
  const panels = await Promise.all(
    telling.slice(0, most).map(async ({ about, stable, source, name }): Promise<CanaryPanel> => {
      const [canary, beside] = await Promise.all([courses(source, about), courses(source, stable)]);
      const { unit, per } = shown(source.unit);
      // What is no number leaves a gap, as what is missing does.
      const scaled = (samples: readonly Sample[]) =>
        samples.filter(({ value }) => Number.isFinite(value)).map(({ at, value }) => ({ at, value: value / per }));
      // Of a counter the usual is what it added in a second.
      const usualThere = source.kind === 'counter' ? null : usual(about.service, source.name);
      const before = beside.length > 0 ? beside : level(usualThere, span);
      return {
        metric: name,
        unit,
        threshold: limitOf(analysis, source.name, per),
        canary: scaled(canary),
        stable: scaled(before),
      };
    }),
  );
  if (panels.every(({ canary, stable }) => canary.length === 0 && stable.length === 0)) return null;
  return { panels, interval: span.every, to: span.to };
}

function spanOf(from: Instant, { every }: Analysis, now: Instant) {
  const step = every * Math.max(1, Math.ceil((now - from) / every / mostSamples));
  return { from: Math.ceil(from / step) * step, to: Math.floor(now / step) * step, every: step };
}

/** The usual value of before, at every instant. */
function level(value: number | null, { from, to, every }: { from: Instant; to: Instant; every: Millis }): Sample[] {
  if (value === null) return [];
  const count = Math.max(0, Math.floor((to - from) / every) + 1);
  return Array.from({ length: count }, (_, index) => ({ at: from + index * every, value }));
}

/** Of a goal and a trigger the trigger: it is what takes a release back. */
function limitOf({ rules }: Analysis, metric: string, per: number): Limit | null {
  const limits = rules.filter((each) => each.metric === metric && each.check === 'threshold');
  const rule = limits.find(({ onFail }) => onFail === 'roll-back') ?? limits[0];
  if (rule?.check !== 'threshold') return null;
  if (rule.max !== undefined) return { value: rule.max / per, is: 'most' };
  return rule.min === undefined ? null : { value: rule.min / per, is: 'least' };
}

function shown(unit: MetricUnit): { unit: string; per: number } {
  switch (unit) {
    case 'percent':
      return { unit: '%', per: 1 };
    case 'bytes':
      return { unit: 'MB', per: 1e6 };
    case 'count':
      return { unit: '', per: 1 };
    case 'per-second':
      return { unit: '/s', per: 1 };
    default:
      return { unit, per: 1 };
  }
}
