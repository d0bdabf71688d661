import { describe, expect, test } from 'vitest';
import type { MetricRule } from '../../src/model/analysis.ts';
import type { Analysis, MetricSource } from '../../src/model/delivery.ts';
import type { Series } from '../../src/model/metric.ts';
import { minute, second } from '../../src/model/time.ts';
import { type About, measure, measureBaseline } from '../../src/workflows/measure.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeMetrics } from '../fakes/metrics.ts';

const every = 30 * second;
const begin = Math.ceil(Date.UTC(2026, 0, 20, 15) / every) * every;
const errors: MetricSource = {
  name: 'errors',
  query: 'errors{service="{{service}}",track="{{track}}"}',
  unit: 'percent',
  kind: 'gauge',
};
const restarts: MetricSource = {
  name: 'restarts',
  query: 'restarts{service="{{service}}"}',
  unit: 'count',
  kind: 'counter',
};
const limit: MetricRule = {
  check: 'threshold',
  metric: 'errors',
  unit: 'percent',
  kind: 'gauge',
  onFail: 'roll-back',
  max: 5,
  consecutive: 3,
};
const asBefore: MetricRule = {
  check: 'baseline',
  metric: 'errors',
  unit: 'percent',
  kind: 'gauge',
  onFail: 'ask',
  within: 20,
};
const asStable: MetricRule = {
  check: 'stable',
  metric: 'errors',
  unit: 'percent',
  kind: 'gauge',
  onFail: 'roll-back',
  worse: 'higher',
  tolerance: 10,
  confidence: 0.98,
};

const about = (service: string, track: 'canary' | 'stable' = 'stable'): About => ({
  service,
  track,
  version: 'v2',
  sha: 'c2'.padEnd(40, '0'),
  environment: 'production',
});
const analysis = (...rules: MetricRule[]): Analysis => ({ every, leastSamples: 5, patience: 3 * minute, rules });
const flat = (value: number, from = begin - 60 * minute): Series[] => [
  { labels: {}, samples: Array.from({ length: 400 }, (_, index) => ({ at: from + index * every, value })) },
];

function open() {
  const metrics = createFakeMetrics();
  const clock = createFakeClock(begin);
  const know = (of: About, value: number) => metrics.know({ text: errors.query, about: { ...of } }, flat(value));
  return { metrics, clock, know };
}

test('what Quarterdeck makes for a canary is asked for by its name, and the stable version by its own', async () => {
  const { metrics, clock } = open();
  const query = 'errors{pod=~"{{service}}{{suffix}}-[0-9a-f]+-.*"}';
  const [canary, stable] = [about('api', 'canary'), about('api')];
  metrics.know({ text: query, about: { service: 'api', suffix: '-canary' } }, flat(9));
  metrics.know({ text: query, about: { service: 'api', suffix: '' } }, flat(1));
  clock.set(begin + 5 * minute);
  const { judgement } = await measure(
    { metrics, clock },
    {
      ...{ sources: [{ ...errors, query }], analysis: analysis(limit), services: [{ about: canary, stable }] },
      ...{ from: begin, until: begin + 10 * minute, baseline: null },
    },
  );
  expect(judgement).toMatchObject({ decision: 'roll-back', metrics: [{ told: { value: 9 }, stable: 1 }] });
});

describe('measuring', () => {
  test('asks at multiples of the interval, and judges by the clock', async () => {
    const { metrics, clock, know } = open();
    know(about('api'), 1);
    clock.set(begin + 10 * minute + 7_000);
    const from = begin + 4_000;
    const { judgement, troubles } = await measure(
      { metrics, clock },
      {
        sources: [errors],
        analysis: analysis(limit),
        services: [{ about: about('api') }],
        from,
        until: begin + 15 * minute,
        baseline: null,
      },
    );
    expect(metrics.asked.map(({ span }) => span)).toEqual([{ from: begin + every, to: begin + 10 * minute, every }]);
    expect(judgement).toMatchObject({
      at: clock.now(),
      decision: 'wait',
      metrics: [{ metric: 'errors', verdict: 'pass' }],
    });
    expect(troubles).toEqual([]);
  });

  test('several services are as bad as the worst, and each metric says whose it is', async () => {
    const { metrics, clock, know } = open();
    know(about('api'), 1);
    know(about('worker'), 9);
    clock.set(begin + 10 * minute);
    const { judgement } = await measure(
      { metrics, clock },
      {
        sources: [errors],
        analysis: analysis(limit),
        services: [{ about: about('api') }, { about: about('worker') }],
        from: begin,
        until: begin + 15 * minute,
        baseline: null,
      },
    );
    expect(judgement.decision).toBe('roll-back');
    expect(judgement.because).toEqual(['errors of worker']);
    expect(judgement.metrics.map(({ metric, verdict }) => [metric, verdict])).toEqual([
      ['errors of api', 'pass'],
      ['errors of worker', 'fail'],
    ]);
  });

  test('the version beside it is asked for, whether a rule compares with it or not: people do', async () => {
    const { metrics, clock, know } = open();
    know(about('api', 'canary'), 4);
    know(about('api', 'stable'), 1);
    clock.set(begin + 15 * minute);
    const services = [{ about: about('api', 'canary'), stable: about('api', 'stable') }];
    const given = { sources: [errors], services, from: begin, until: begin + 15 * minute, baseline: null };
    const { judgement } = await measure({ metrics, clock }, { ...given, analysis: analysis(asStable) });
    expect(judgement.metrics[0]?.told).toMatchObject({ reason: 'worse-than-stable', compared: 1 });
    const limited = await measure({ metrics, clock }, { ...given, analysis: analysis(limit) });
    expect(limited.judgement.metrics[0]).toMatchObject({ told: { value: 4 }, stable: 1 });
    metrics.asked.length = 0;
    const alone = [{ about: about('api', 'canary') }];
    const { judgement: without } = await measure(
      { metrics, clock },
      { ...given, services: alone, analysis: analysis(limit) },
    );
    expect(metrics.asked).toHaveLength(1);
    expect(without.metrics[0]).not.toHaveProperty('stable');
  });

  test('what is no number is none when it is read again', async () => {
    const { metrics, clock, know } = open();
    know(about('api'), Number.NaN);
    clock.set(begin + 10 * minute);
    const { judgement } = await measure(
      { metrics, clock },
      {
        sources: [errors],
        analysis: analysis(limit),
        services: [{ about: about('api') }],
        from: begin,
        until: begin + 15 * minute,
        baseline: null,
      },
    );
    expect(judgement.metrics[0]?.told.reason).toBe('not-a-number');
    expect(JSON.parse(JSON.stringify(judgement))).toEqual(judgement);
  });
});

describe('nothing can be seen', () => {
  const given = {
    sources: [errors],
    analysis: analysis(limit),
    services: [{ about: about('api') }],
    from: begin,
    until: begin + 15 * minute,
    baseline: null,
  };

  test('of a source that is not set up: a person is asked, and told why', async () => {
    const { clock } = open();
    clock.set(begin + 4 * minute);
    const { judgement, troubles } = await measure({ metrics: null, clock }, given);
    expect(judgement).toMatchObject({ decision: 'ask', reason: 'blind-too-long' });
    expect(troubles).toEqual(['No source of metrics is set up.']);
  });

  test('of a question that is refused: in the words of the source', async () => {
    const { metrics, clock } = open();
    metrics.refuse({ text: errors.query, about: { ...about('api') } }, 'Prometheus refused the query: parse error');
    clock.set(begin + 4 * minute);
    const { judgement, troubles } = await measure({ metrics, clock }, given);
    expect(judgement.decision).toBe('ask');
    expect(troubles).toEqual(['Prometheus refused the query: parse error']);
  });

  test('of a metric that the catalog no longer has', async () => {
    const { metrics, clock } = open();
    clock.set(begin + 4 * minute);
    const { troubles } = await measure({ metrics, clock }, { ...given, sources: [] });
    expect(troubles).toEqual(['The catalog no longer has the metric errors.']);
  });

  test('before the first sample is due nobody is asked anything', async () => {
    const { metrics, clock } = open();
    clock.set(begin + 5_000);
    const { judgement, troubles } = await measure({ metrics, clock }, { ...given, from: begin + 1_000 });
    expect(judgement.decision).toBe('wait');
    expect(troubles).toEqual([]);
    expect(metrics.asked).toEqual([]);
  });
});

describe('the baseline', () => {
  test('is taken of what ran before, and held against each service by itself', async () => {
    const { metrics, clock, know } = open();
    const old = (service: string): About => ({ ...about(service), version: 'v1' });
    know(about('api'), 2);
    know(about('worker'), 4);
    const services = [{ about: old('api') }, { about: old('worker') }];
    const rules = analysis(asBefore, {
      ...limit,
      metric: 'restarts',
      unit: 'count',
      kind: 'counter',
      max: 3,
      consecutive: 1,
    });
    const baseline = await measureBaseline(
      { metrics, clock },
      { sources: [errors, restarts], analysis: rules, services },
      30 * minute,
    );
    expect(baseline).toEqual({ takenAt: begin, values: { 'errors of api': 2, 'errors of worker': 4 } });
    expect(metrics.asked.map(({ about: of }) => of.version)).toEqual(['v1', 'v1']);

    know(about('api'), 2.1);
    know(about('worker'), 8);
    clock.set(begin + 15 * minute);
    const { judgement } = await measure(
      { metrics, clock },
      { sources: [errors], analysis: analysis(asBefore), services, from: begin, until: begin + 15 * minute, baseline },
    );
    expect(judgement.because).toEqual(['errors of worker']);
    expect(judgement.metrics.map(({ told }) => told.compared)).toEqual([2, 4]);
  });
});
