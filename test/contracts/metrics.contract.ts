import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Series } from '../../src/model/metric.ts';
import type { Metrics } from '../../src/ports/metrics.ts';
import { type Known, questions, several, unfilled, unreadable, unworkable } from './metrics-questions.ts';
import { begin } from './metrics-scraped.ts';

/** A source that holds what was scraped (`metrics-scraped.ts`), and one of the same kind that is away. */
export interface MetricsHarness {
  metrics: Metrics;
  away: Metrics;
  close(): Promise<void>;
}

const minute = 60_000;
/** Instants that lie between two scrapes. The counters of the canary begin anew on the way. */
export const span = { from: begin + 5 * minute + 5_000, to: begin + 15 * minute + 5_000, every: 30_000 };
export const instants = Array.from({ length: 21 }, (_, index) => span.from + index * span.every);

/** The promises of `ports/metrics.ts`. */
export function metricsContract(name: string, open: () => Promise<MetricsHarness>): void {
  describe(`metrics: ${name}`, () => {
    let harness: MetricsHarness;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness?.close());

    test.each(Object.entries<Known>(questions))('answers over a span: %s', async (_, { query, answer }) => {
      const found = await harness.metrics.courses(query, span);
      expect(sorted(found).map(({ labels }) => labels)).toEqual(answer.map(({ labels }) => labels));
      for (const [index, { samples }] of sorted(found).entries()) {
        expect(samples.map(({ at }) => at)).toEqual(instants);
        for (const { value } of samples) expectNear(value, answer[index]?.value);
      }
    });

    test.each(Object.entries<Known>(questions))('answers at an instant: %s', async (_, { query, answer }) => {
      if (answer.length > 1) {
        await expect(harness.metrics.value(query, span.from)).rejects.toMatchObject({ kind: 'rejected' });
        return;
      }
      const found = await harness.metrics.value(query, span.from);
      if (answer.length === 0) expect(found).toBeNull();
      else {
        expect(found?.at).toBe(span.from);
        expectNear(found?.value, answer[0]?.value);
      }
    });

    test('gives the one series, or null', async () => {
      const one = await harness.metrics.course(questions.requests.query, span);
      expect(one?.samples).toHaveLength(instants.length);
      expect(await harness.metrics.course(questions.unheardOf.query, span)).toBeNull();
    });

    test('leaves out instants without data', async () => {
      const { query } = questions.requests;
      const found = await harness.metrics.course(query, { ...span, from: span.from - 10 * minute });
      expect(found?.samples.length).toBeGreaterThan(0);
      expect(found?.samples.every(({ at }) => at >= begin)).toBe(true);
      expect(await harness.metrics.value(query, begin - minute)).toBeNull();
    });

    test('refuses several series where one is wanted, and gives them all where all are', async () => {
      await expect(harness.metrics.value(several, span.from)).rejects.toMatchObject({
        kind: 'rejected',
        message: expect.stringContaining('2 series where one is wanted'),
      });
      await expect(harness.metrics.course(several, span)).rejects.toMatchObject({ kind: 'rejected' });
      const pods = sorted(await harness.metrics.courses(several, span)).map(({ labels }) => labels.pod);
      expect(pods).toEqual(['a', 'b']);
    });

    test.each([unreadable, unworkable])('says what is wrong with a query: $text', async (query) => {
      await expect(harness.metrics.value(query, span.from)).rejects.toMatchObject({
        kind: 'rejected',
        message: expect.stringContaining('parse error'),
      });
      await expect(harness.metrics.courses(query, span)).rejects.toMatchObject({ kind: 'rejected' });
    });

    test('refuses a name that nothing stands for, and names it', async () => {
      await expect(harness.metrics.value(unfilled, span.from)).rejects.toMatchObject({
        kind: 'rejected',
        message: expect.stringContaining('{{pod}}'),
      });
    });

    test.each([
      ['several labels', questions.byCode.query, 'unheard-of'],
      ['one value', questions.p95.query, 'unheard-of'],
      ['NaN', questions.nothingServed.query, 'unheard-of'],
      ['a number', questions.scalar.query, 'api'],
      ['several series', several, 'unheard-of'],
    ])('answers about several at once as about each: %s', async (_, { text, about }, other) => {
      const abouts = [about, { ...about, service: other }, { ...about, service: 'idle' }, about];
      const found = await harness.metrics.coursesOf(text, abouts, span);
      expect(found).toHaveLength(abouts.length);
      for (const [index, one] of abouts.entries()) {
        const alone = sorted(await harness.metrics.courses({ text, about: one }, span));
        expect('series' in (found[index] ?? {}) && sorted((found[index] as { series: Series[] }).series)).toEqual(
          alone,
        );
      }
      expect(await harness.metrics.coursesOf(text, [], span)).toEqual([]);
      expect(await harness.metrics.coursesOf(text, [about], span)).toHaveLength(1);
    });

    test('what is wrong with one of several is its answer alone', async () => {
      const { text, about } = questions.requests.query;
      const [good, bad] = await harness.metrics.coursesOf(text, [about, { track: 'canary' }], span);
      expect(good).toHaveProperty('series');
      expect(bad).toMatchObject({ refused: { kind: 'rejected', message: expect.stringContaining('{{service}}') } });
      const found = await harness.metrics.coursesOf(unreadable.text, [about, about], span);
      expect(found).toMatchObject([{ refused: { kind: 'rejected' } }, { refused: { kind: 'rejected' } }]);
      await expect(harness.away.coursesOf(text, [about, about], span)).rejects.toMatchObject({ kind: 'unavailable' });
    });

    test('says that it is away', async () => {
      const { query } = questions.requests;
      await expect(harness.away.value(query, span.from)).rejects.toMatchObject({ kind: 'unavailable' });
      await expect(harness.away.courses(query, span)).rejects.toMatchObject({ kind: 'unavailable' });
    });
  });
}

function sorted(series: readonly Series[]): Series[] {
  return series.toSorted((a, b) => (JSON.stringify(a.labels) < JSON.stringify(b.labels) ? -1 : 1));
}

function expectNear(value: number | undefined, wanted: number | undefined): void {
  if (Number.isNaN(wanted)) expect(value).toBeNaN();
  else expect(value).toBeCloseTo(wanted ?? Number.NaN, 9);
}
