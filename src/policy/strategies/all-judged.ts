import type { AnalysisDecision, Judgement, MetricJudged } from '../../model/analysis.ts';
import type { Instant } from '../../model/time.ts';

/** One is enough to take all back; of the others, a question goes before a wait. Nothing is promoted before all may be. */
const weight: Record<AnalysisDecision, number> = { promote: 0, wait: 1, ask: 2, 'roll-back': 3 };

/** Several services judged together: as bad as the worst. Where there are several, each metric says of which service it is. */
export function allJudged(judged: readonly { service: string; judgement: Judgement }[], at: Instant): Judgement {
  const all = judged.map(({ service, judgement }) => named(judgement, service, judged.length));
  const worst = [...all].sort((a, b) => weight[b.decision] - weight[a.decision])[0];
  if (!worst) return { at, decision: 'ask', reason: 'nothing-judged', because: [], metrics: [] };
  const alike = all.filter(({ decision, reason }) => decision === worst.decision && reason === worst.reason);
  return {
    ...worst,
    because: alike.flatMap(({ because }) => because),
    metrics: all.flatMap(({ metrics }) => metrics),
  };
}

/** What a metric of one of so many services is called. */
export function namedFor(metric: string, service: string, services: number): string {
  return services > 1 ? `${metric} of ${service}` : metric;
}

function named(judgement: Judgement, service: string, services: number): Judgement {
  const name = (metric: string) => namedFor(metric, service, services);
  return {
    ...judgement,
    because: judgement.because.map(name),
    metrics: judgement.metrics.map((each): MetricJudged => ({ ...each, metric: name(each.metric) })),
  };
}
