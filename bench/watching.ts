import { text } from 'node:stream/consumers';
import { createPrometheusMetrics } from '../src/adapters/prometheus/metrics.ts';
import type { MetricRule } from '../src/model/analysis.ts';
import type { MetricSource } from '../src/model/delivery.ts';
import { minute, second } from '../src/model/time.ts';
import { shareMetrics } from '../src/usecases/shared-metrics.ts';
import { type Measurement, measure, nextLook } from '../src/workflows/measure.ts';
import { letYoungGenerationGrow } from '../src/young-generation.ts';

/** A program: so many canaries of four metrics are measured and judged at once, interval for interval. Prints one line of JSON. */
const { url, canaries, intervals } = JSON.parse(await text(process.stdin)) as Job;

interface Job {
  url: string;
  canaries: number;
  intervals: number;
}

// As the bot does.
letYoungGenerationGrow();
const every = 30 * second;
const names = ['errors', 'p95', 'cpu', 'memory'];
const sources = names.map(
  (name): MetricSource => ({
    name,
    query: `sum(rate(${name}{service="{{service}}",track="{{track}}"}[1m])) / sum(rate(all{service="{{service}}",track="{{track}}"}[1m]))`,
    unit: 'percent',
    kind: 'gauge',
  }),
);
const rules = names.flatMap((metric): MetricRule[] => [
  { metric, unit: 'percent', kind: 'gauge', onFail: 'roll-back', check: 'threshold', max: 5, consecutive: 3 },
  {
    metric,
    unit: 'percent',
    kind: 'gauge',
    onFail: 'ask',
    check: 'stable',
    worse: 'higher',
    tolerance: 10,
    confidence: 0.98,
  },
]);
const began = nextLook(Date.parse('2026-01-20T15:00:00Z'), every);
let now = began + 10 * minute;
const metrics = shareMetrics(
  createPrometheusMetrics({
    url,
    credentials: null,
    road: { timeout: 30 * second, stopping: new AbortController().signal, now: Date.now, onCall: () => {} },
    patience: 0,
    pause: async () => {},
  }),
);
const clock = { now: () => now, at: () => () => {} };
const measurements = Array.from({ length: canaries }, (_, index): Measurement => {
  const about = { service: `service-${index}`, version: 'v2', sha: 'b'.repeat(40), environment: 'production' };
  return {
    sources,
    analysis: { every, leastSamples: 5, patience: 5 * minute, rules },
    services: [{ about: { ...about, track: 'canary' }, stable: { ...about, version: 'v1', track: 'stable' } }],
    from: began,
    until: began + 15 * minute,
    baseline: null,
  };
});
const asked = async () => Number(await (await fetch(`${url}/asked`)).text());

const times: number[] = [];
const queries: number[] = [];
for (let interval = 0; interval < intervals; interval++) {
  const before = await asked();
  const start = performance.now();
  const judged = await Promise.all(measurements.map((each) => measure({ metrics, clock }, each)));
  times.push(performance.now() - start);
  queries.push((await asked()) - before);
  if (judged.some(({ judgement }) => judgement.decision !== 'wait' && judgement.decision !== 'promote'))
    throw new Error('a canary was judged otherwise');
  now += every;
}
console.log(JSON.stringify({ times, queries, resident: process.memoryUsage().rss }));
