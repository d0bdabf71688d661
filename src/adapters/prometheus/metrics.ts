import { Fault } from '../../model/fault.ts';
import type { Series } from '../../model/metric.ts';
import type { CoursesAnswer, Metrics, Span } from '../../ports/metrics.ts';
import { readSeries } from './answer.ts';
import { ask, type Manners } from './exchange.ts';
import { onlyOne } from './one.ts';
import { fillQuery } from './template.ts';
import { apart, together } from './together.ts';

/** Metrics from Prometheus, in PromQL. */
export function createPrometheusMetrics(manners: Manners): Metrics {
  async function over(query: string, { from, to, every }: Span): Promise<Series[]> {
    const parameters = { query, start: seconds(from), end: seconds(to), step: seconds(every) };
    return readSeries(await ask(manners, '/api/v1/query_range', parameters));
  }
  const courses: Metrics['courses'] = async ({ text, about }, span) => over(fillQuery(text, about), span);

  return {
    courses,
    async coursesOf(text, abouts, span) {
      const eachAlone = () => Promise.all(abouts.map((about) => orRefused(() => courses({ text, about }, span))));
      if (abouts.length < 2) return eachAlone();
      try {
        const query = together(abouts.map((about) => fillQuery(text, about)));
        return apart(await over(query, span), abouts.length).map((series) => ({ series }));
      } catch (error) {
        // One of them is wrong, and asked alone it shows which; or they end in a number, which no label can be put to.
        if (!(error instanceof Fault) || error.kind !== 'rejected') throw error;
        return eachAlone();
      }
    },
    course: async (query, span) => onlyOne(await courses(query, span)),
    async value({ text, about }, at) {
      const query = fillQuery(text, about);
      const found = onlyOne(readSeries(await ask(manners, '/api/v1/query', { query, time: seconds(at) })));
      return found?.samples.at(-1) ?? null;
    },
  };
}

async function orRefused(courses: () => Promise<Series[]>): Promise<CoursesAnswer> {
  try {
    return { series: await courses() };
  } catch (error) {
    if (error instanceof Fault && error.kind === 'rejected') return { refused: error };
    throw error;
  }
}

/** Prometheus counts time in seconds, to the millisecond. */
function seconds(length: number): string {
  return (length / 1_000).toFixed(3);
}
