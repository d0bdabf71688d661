import { Fault } from '../../src/model/fault.ts';
import type { Series } from '../../src/model/metric.ts';
import type { CoursesAnswer, MetricQuery, Metrics, Span } from '../../src/ports/metrics.ts';

/** Metrics in memory: what each question is answered with is told beforehand. */
export interface FakeMetrics extends Metrics {
  /** Whoever asks this about that gets the samples of these series that they ask for. */
  know(query: MetricQuery, series: Series[]): void;
  /** This question is one that the source cannot read. */
  refuse(query: MetricQuery, why: string): void;
  /** Every question ends so from now on; null ends that. */
  fail(fault: Fault | null): void;
  /** Every question so far; those that were asked at once are of one number. */
  asked: (MetricQuery & { of: number; span: Span })[];
}

/** Names are looked at as a source does: one that nothing stands for is refused. A question that nobody told of is answered with nothing. */
export function createFakeMetrics(): FakeMetrics {
  const answers = new Map<string, Series[]>();
  const refused = new Map<string, string>();
  const asked: FakeMetrics['asked'] = [];
  let queries = 0;
  let failure: Fault | null = null;

  const keyOf = ({ text, about }: MetricQuery) => {
    const used = [...text.matchAll(/\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g)].map(([, name = '']) => name);
    const missing = used.find((name) => about[name] === undefined);
    if (missing) throw new Fault('rejected', `The query asks for {{${missing}}}, and nothing stands for it.`);
    return JSON.stringify([text, used.map((name) => about[name])]);
  };

  function answer(query: MetricQuery, { from, to, every }: Span, of: number): Series[] {
    asked.push({ ...query, of, span: { from, to, every } });
    if (failure) throw failure;
    const key = keyOf(query);
    const why = refused.get(key);
    if (why !== undefined) throw new Fault('rejected', why);
    const known = answers.get(key) ?? [];
    const fits = (at: number) => at >= from && at <= to && (at - from) % every === 0;
    return known
      .map(({ labels, samples }) => ({ labels, samples: samples.filter(({ at }) => fits(at)) }))
      .filter(({ samples }) => samples.length > 0);
  }

  const courses = async (query: MetricQuery, span: Span): Promise<Series[]> => answer(query, span, ++queries);

  async function coursesOf(
    text: string,
    abouts: readonly MetricQuery['about'][],
    span: Span,
  ): Promise<CoursesAnswer[]> {
    const of = ++queries;
    return abouts.map((about) => {
      try {
        return { series: answer({ text, about }, span, of) };
      } catch (error) {
        if (error instanceof Fault && error.kind === 'rejected') return { refused: error };
        throw error;
      }
    });
  }

  async function course(query: MetricQuery, span: Span): Promise<Series | null> {
    const found = await courses(query, span);
    if (found.length > 1) throw new Fault('rejected', `The query gives ${found.length} series where one is wanted.`);
    return found[0] ?? null;
  }

  return {
    asked,
    courses,
    coursesOf,
    course,
    value: async (query, at) => (await course(query, { from: at, to: at, every: 1 }))?.samples[0] ?? null,
    know: (query, series) => void answers.set(keyOf(query), series),
    refuse: (query, why) => void refused.set(keyOf(query), why),
    fail(fault) {
      failure = fault;
    },
  };
}
