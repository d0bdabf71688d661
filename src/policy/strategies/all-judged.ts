import type { AnalysisDecision, Baseline, Judgement, MetricJudged } from '../../model/analysis.ts';
import type { Instant } from '../../model/time.ts';

/** One is enough to take all back; of the others, a question goes before a wait. Nothing is promoted before all may be. */
const weight: Record<AnalysisDecision, number> = { promote: 0, wait: 1, ask: 2, 'roll-back': 3 };

/** Several services judged together: as bad as the worst. Where they have to be told apart, each metric says of which service it is. */
export function allJudged(
  judged: readonly { service: string; judgement: Judgement }[],
  at: Instant,
  apart = judged.length > 1,
): Judgement {
  const all = judged.map(({ service, judgement }) => named(judgement, service, apart));
  const worst = [...all].sort((a, b) => weight[b.decision] - weight[a.decision])[0];
  if (!worst) return { at, decision: 'ask', reason: 'nothing-judged', because: [], metrics: [] };
  const alike = all.filter(({ decision, reason }) => decision === worst.decision && reason === worst.reason);
  return {
    ...worst,
    because: alike.flatMap(({ because }) => because),
    metrics: all.flatMap(({ metrics }) => metrics),
  };
}

/** What a metric of a service is called. `apart`: it is one of several. */
export function namedFor(metric: string, service: string, apart: boolean): string {
  return apart ? `${metric} of ${service}` : metric;
}

/** The part of a baseline that is of one service, by the metrics' own names; it may have been taken of that service alone, or of several. */
export function baselineOf({ takenAt, values }: Baseline, service: string): Baseline {
  const suffix = namedFor('', service, true);
  const own = Object.entries(values).filter(([name]) => name.endsWith(suffix));
  if (own.length === 0) return { takenAt, values };
  return { takenAt, values: Object.fromEntries(own.map(([name, value]) => [name.slice(0, -suffix.length), value])) };
}

function named(judgement: Judgement, service: string, apart: boolean): Judgement {
  const name = (metric: string) => namedFor(metric, service, apart);
  return {
    ...judgement,
    because: judgement.because.map(name),
    metrics: judgement.metrics.map((each): MetricJudged => ({ ...each, metric: name(each.metric) })),
  };
}
