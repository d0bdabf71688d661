import type { Series } from '../../model/metric.ts';
import type { MetricQuery, Metrics, Span } from '../../ports/metrics.ts';
import { readSeries } from './answer.ts';
import { ask, type Manners } from './exchange.ts';
import { onlyOne } from './one.ts';
import { fillQuery } from './template.ts';

/** Metrics from Prometheus, in PromQL. */
export function createPrometheusMetrics(manners: Manners): Metrics {
  async function courses({ text, about }: MetricQuery, span: Span): Promise<Series[]> {
    const query = fillQuery(text, about);
    const { from, to, every } = span;
    const parameters = { query, start: seconds(from), end: seconds(to), step: seconds(every) };
    return readSeries(await ask(manners, '/api/v1/query_range', parameters));
  }

  return {
    courses,
    course: async (query, span) => onlyOne(await courses(query, span)),
    async value({ text, about }, at) {
      const query = fillQuery(text, about);
      const found = onlyOne(readSeries(await ask(manners, '/api/v1/query', { query, time: seconds(at) })));
      return found?.samples.at(-1) ?? null;
    },
  };
}

/** Prometheus counts time in seconds, to the millisecond. */
function seconds(length: number): string {
  return (length / 1_000).toFixed(3);
}
