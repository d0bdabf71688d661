import type { MetricQuery } from '../../src/ports/metrics.ts';
import { awkward } from './metrics-scraped.ts';

/** A question about what was scraped, and what is true of it at every instant of the contract's span: one value for each series. */
export interface Known {
  query: MetricQuery;
  answer: { labels: Record<string, string>; value: number }[];
}

const of = (track: string, more = '') => `requests_total{service="{{service}}",track="${track}"${more}}`;
const one = (value: number) => [{ labels: {}, value }];
const about = { service: 'api', version: awkward, track: 'canary' };

/** 1 request a second of the version whose name is awkward, wherever the name stands. */
const named = (matcher: string): Known => ({
  query: { text: `sum(rate(requests_total{version${matcher}}[2m]))`, about },
  answer: one(1),
});

const ask = (text: string): MetricQuery => ({ text, about });
const errors = (track: string) => ask(`sum(rate(${of(track, ',code=~"5.."')}[2m])) / sum(rate(${of(track)}[2m]))`);

export const questions = {
  errorsOfStable: { query: errors('stable'), answer: one(3 / 153) },
  /** Over the instant at which its counters began anew. */
  errorsOfCanary: { query: errors('{{track}}'), answer: one(6 / 36) },
  requests: { query: ask(`sum(rate(${of('stable')}[2m]))`), answer: one(10.2) },
  inAMinute: { query: ask(`sum(increase(${of('stable')}[1m] offset 1m))`), answer: one(612) },
  byCode: {
    query: ask(`sum by (code) (rate(${of('stable')}[2m]))`),
    answer: [
      { labels: { code: '200' }, value: 10 },
      { labels: { code: '500' }, value: 0.2 },
    ],
  },
  p95: {
    query: ask('histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{service="{{service}}"}[2m])))'),
    answer: one(0.5 + (0.5 * (95 - 90)) / (99 - 90)),
  },
  nothingServed: {
    query: {
      text: 'sum(rate(requests_total{service="{{service}}"}[2m])) / sum(rate(requests_total{service="{{service}}"}[2m]))',
      about: { service: 'idle' },
    },
    answer: one(Number.NaN),
  },
  unheardOf: { query: { text: `sum(rate(${of('stable')}[2m]))`, about: { service: 'unheard-of' } }, answer: [] },
  overThreshold: { query: ask(`sum(rate(${of('stable')}[2m])) > 100`), answer: [] },
  scalar: { query: ask('100 * 2'), answer: one(200) },
  inDoubleQuotes: named('="{{version}}"'),
  inSingleQuotes: named("='{{ version }}'"),
  asPattern: named('=~"{{version}}"'),
  inBackticks: named('=~`{{version}}`'),
} satisfies Record<string, Known>;

/** Two pods, and so two series. */
export const several = ask('memory_bytes{service="{{service}}"}');
export const unreadable = ask('sum(rate(requests_total[2m])');
export const unworkable = ask('rate(requests_total)');
export const unfilled = { text: 'sum(requests_total{pod="{{pod}}"})', about };
