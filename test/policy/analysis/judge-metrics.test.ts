import { describe, expect, test } from 'vitest';
import type { AnalysisWindow, MetricRule, Observed } from '../../../src/model/analysis.ts';
import { hour, minute } from '../../../src/model/time.ts';
import { judgeMetrics } from '../../../src/policy/analysis/judge-metrics.ts';
import { atSample, canaryErrors, canaryP95, interval, recorded, seen, series, start, window } from './recorded.ts';

const judged = (rules: readonly MetricRule[], observed: readonly Observed[], when: AnalysisWindow = window()) =>
  judgeMetrics(rules, { window: when, observed, baseline: null });

/** S0 and S1: errors, P95, CPU and memory. */
const steadyMemory: MetricRule = {
  metric: 'memory',
  unit: 'bytes',
  kind: 'gauge',
  onFail: 'roll-back',
  check: 'steady',
  growthPerHour: 10,
};
const cpuAsStable: MetricRule = {
  metric: 'cpu',
  unit: 'cores',
  kind: 'gauge',
  onFail: 'ask',
  check: 'stable',
  worse: 'higher',
  tolerance: 20,
  confidence: 0.98,
};
const canary = [canaryErrors, canaryP95, cpuAsStable, steadyMemory];
const healthy = [
  seen('errors', recorded.errorsClean),
  seen('p95', recorded.p95Clean),
  seen('cpu', recorded.cpuClean, recorded.cpuClean.toReversed()),
  seen('memory', recorded.memorySteady),
];
const instead = (...others: Observed[]) =>
  healthy.map((one) => others.find(({ metric }) => metric === one.metric) ?? one);
const hotter = seen(
  'cpu',
  recorded.cpuClean.map((value) => value * 1.5),
  recorded.cpuClean,
);

describe('a canary of fifteen minutes', () => {
  test.each<[string, readonly Observed[], AnalysisWindow, string, string, string[]]>([
    ['healthy, at the end', healthy, window(), 'promote', 'all-passed', []],
    ['healthy, before the end', healthy, atSample(29), 'wait', 'not-over-yet', []],
    ['at the very beginning', [], atSample(1), 'wait', 'not-over-yet', []],
    [
      'errors, long before the end',
      instead(seen('errors', recorded.errorsStep)),
      atSample(18),
      'roll-back',
      'rule-failed',
      ['errors'],
    ],
    ['slow', instead(seen('p95', recorded.p95Step)), window(), 'roll-back', 'rule-failed', ['p95']],
    ['a leak', instead(seen('memory', recorded.memoryLeak)), window(), 'roll-back', 'rule-failed', ['memory']],
    ['more CPU, a goal', instead(hotter), window(), 'ask', 'goal-missed', ['cpu']],
    [
      'more CPU and errors: the graver is told',
      instead(hotter, seen('errors', recorded.errorsStep)),
      window(),
      'roll-back',
      'rule-failed',
      ['errors'],
    ],
    [
      'errors, and another metric that is missing',
      instead(seen('errors', recorded.errorsStep), { metric: 'p95', series: null }),
      window(),
      'roll-back',
      'rule-failed',
      ['errors'],
    ],
    ['a metric that is missing', instead(seen('p95', [])), window(), 'ask', 'blind-too-long', ['p95']],
    ['missing for a while', instead(seen('p95', [])), atSample(9), 'wait', 'not-over-yet', []],
    ['missing for longer', instead(seen('p95', [])), atSample(10), 'ask', 'blind-too-long', ['p95']],
    ['never measured', healthy.slice(1), window(), 'ask', 'blind-too-long', ['errors']],
    [
      'a metric that stopped a moment before the end',
      instead(seen('p95', recorded.p95Clean.slice(0, 27))),
      window(),
      'ask',
      'inconclusive-at-end',
      ['p95'],
    ],
    [
      'all that was measured stopped in the middle',
      instead(seen('errors', recorded.errorsClean.slice(0, 12)), seen('p95', recorded.p95Clean.slice(0, 12))),
      atSample(22),
      'ask',
      'blind-too-long',
      ['errors', 'p95'],
    ],
    [
      'a streak that stands open',
      instead(seen('errors', [...recorded.errorsClean.slice(0, 29), 6])),
      window(),
      'wait',
      'limit-being-broken',
      ['errors'],
    ],
    [
      'an open streak beside an open question',
      instead(seen('errors', [...recorded.errorsClean.slice(0, 29), 6]), seen('memory', recorded.memoryLateStep)),
      window(),
      'ask',
      'inconclusive-at-end',
      ['memory'],
    ],
  ])('%s', (_, observed, when, decision, reason, because) => {
    expect(judged(canary, observed, when)).toMatchObject({ decision, reason, because, at: when.now });
  });

  test('no rules are no health', () => {
    expect(judged([], healthy)).toMatchObject({ decision: 'ask', reason: 'nothing-judged', metrics: [] });
  });

  test('the rollback comes with the third sample, not before and not later', () => {
    const observed = instead(seen('errors', recorded.errorsStep));
    const decisions = Array.from({ length: 30 }, (_, index) => judged(canary, observed, atSample(index + 1)).decision);
    expect(decisions.indexOf('roll-back')).toBe(17);
    expect(decisions.slice(0, 17)).toEqual(Array<string>(17).fill('wait'));
    expect(decisions.slice(17)).toEqual(Array<string>(13).fill('roll-back'));
  });

  test('the answer can be stored and read again', () => {
    const judgement = judged(canary, instead(seen('p95', Array<number>(30).fill(Number.NaN)), hotter));
    expect(JSON.parse(JSON.stringify(judgement))).toEqual(judgement);
  });
});

describe('no traffic', () => {
  const rule: MetricRule = { ...canaryErrors, traffic: { metric: 'throughput', least: 1 } };
  const zeros = seen('errors', Array<number>(30).fill(0));
  test.each<[string, Observed[], string, string]>([
    ['with traffic', [zeros, seen('throughput', recorded.throughputClean)], 'pass', 'promote'],
    ['without', [zeros, seen('throughput', Array<number>(30).fill(0))], 'inconclusive', 'ask'],
    ['with unknown traffic', [zeros], 'inconclusive', 'ask'],
    [
      'without, of which a share is no number',
      [seen('errors', Array<number>(30).fill(Number.NaN)), seen('throughput', Array<number>(30).fill(0))],
      'inconclusive',
      'ask',
    ],
    [
      'without, of which nothing is measured',
      [{ metric: 'errors', series: [] }, seen('throughput', Array<number>(30).fill(0))],
      'inconclusive',
      'ask',
    ],
    [
      'one failing request of one',
      [seen('errors', Array<number>(30).fill(100)), seen('throughput', Array<number>(30).fill(0.03))],
      'inconclusive',
      'ask',
    ],
  ])('%s', (_, observed, verdict, decision) => {
    const judgement = judged([rule], observed);
    expect(judgement).toMatchObject({ decision, metrics: [{ verdict }] });
    if (verdict === 'inconclusive') expect(judgement.metrics[0]?.told.reason).toBe('no-traffic');
  });

  test('where neither is measured nobody sees anything, which is not the same', () => {
    const judgement = judged([rule], [{ metric: 'errors', series: [] }], atSample(10));
    expect(judgement).toMatchObject({ decision: 'ask', reason: 'blind-too-long' });
    expect(judgement.metrics[0]?.told.reason).toBe('no-data');
  });
});

/** S3: goals and triggers of the hour after a deployment. */
describe('the watch of an hour', () => {
  const goal = {
    unit: 'percent',
    kind: 'gauge',
    onFail: 'ask',
    check: 'threshold',
    consecutive: 3,
    strict: true,
  } as const;
  const trigger = { ...goal, onFail: 'roll-back', strict: false } as const;
  const rules: MetricRule[] = [
    { ...goal, metric: 'errors', max: 0.1 },
    { ...trigger, metric: 'errors', max: 5 },
    { ...goal, metric: 'p95', unit: 'ms', max: 500 },
    { ...trigger, metric: 'p95', unit: 'ms', max: 2000 },
    { ...trigger, metric: 'restarts', unit: 'count', kind: 'counter', max: 3, consecutive: 1 },
    { ...trigger, metric: 'failed-checks', unit: 'count', kind: 'counter', max: 5, consecutive: 1 },
    { metric: 'throughput', unit: 'per-second', kind: 'gauge', onFail: 'ask', check: 'baseline', within: 10 },
    { metric: 'cpu', unit: 'cores', kind: 'gauge', onFail: 'ask', check: 'baseline', within: 20 },
    { ...steadyMemory, onFail: 'ask' },
  ];
  const long = (values: readonly number[]) => [...values, ...values.toReversed(), ...values, ...values.toReversed()];
  const flat = (value: number) => Array<number>(120).fill(value);
  const fine = {
    errors: long(recorded.errorsClean).map((value) => value / 20),
    p95: long(recorded.p95Clean),
    restarts: flat(2),
    'failed-checks': flat(0),
    throughput: long(recorded.throughputClean),
    cpu: long(recorded.cpuClean),
    memory: long(recorded.memorySteady),
  };
  const until = start + hour;
  const baseline = { takenAt: start, values: { throughput: 240, cpu: 1.8 } };
  const watched = (changes: Partial<typeof fine> = {}, now = until) =>
    judgeMetrics(rules, {
      window: window({ now, until }),
      observed: Object.entries({ ...fine, ...changes }).map(([metric, values]) => seen(metric, values)),
      baseline,
    });
  const from = (index: number, before: number, then: number) => flat(before).fill(then, index);

  test.each<[string, Partial<typeof fine>, string, string[]]>([
    ['all is well', {}, 'promote', []],
    ['errors above the goal', { errors: from(60, 0.02, 0.3) }, 'ask', ['errors']],
    ['errors of 5 % miss the goal, but do not roll back', { errors: from(60, 0.02, 5) }, 'ask', ['errors']],
    ['errors above 5 %', { errors: from(60, 0.02, 5.2) }, 'roll-back', ['errors']],
    ['P95 above 500 ms', { p95: from(60, 310, 640) }, 'ask', ['p95']],
    ['P95 above 2000 ms', { p95: from(60, 310, 2100) }, 'roll-back', ['p95']],
    ['three restarts', { restarts: from(60, 2, 5) }, 'promote', []],
    ['four restarts', { restarts: from(60, 2, 6) }, 'roll-back', ['restarts']],
    ['five failed health checks', { 'failed-checks': from(30, 0, 5) }, 'promote', []],
    ['six failed health checks', { 'failed-checks': from(30, 0, 6) }, 'roll-back', ['failed-checks']],
    ['throughput 12 % lower', { throughput: fine.throughput.map((value) => value * 0.88) }, 'ask', ['throughput']],
    ['CPU 25 % higher', { cpu: fine.cpu.map((value) => value * 1.25) }, 'ask', ['cpu']],
    ['memory grows', { memory: fine.memory.map((value, index) => value + index) }, 'ask', ['memory']],
    [
      'two things at once',
      { p95: from(60, 310, 640), memory: fine.memory.map((value, index) => value + index) },
      'ask',
      ['p95', 'memory'],
    ],
  ])('%s', (_, changes, decision, because) => {
    expect(watched(changes)).toMatchObject({ decision, because });
  });

  test('a metric with a goal and a trigger tells the trigger, when it rolls back', () => {
    const errors = watched({ errors: from(60, 0.02, 5.2) }).metrics.find(({ metric }) => metric === 'errors');
    expect(errors?.told).toMatchObject({ threshold: 5, verdict: 'fail', failedAt: start + 63 * interval });
    expect(errors?.rules).toHaveLength(2);
  });

  test('restarts of several pods are summed', () => {
    const pods = ['a', 'b', 'c', 'd'].map((pod, index) => series(from(10 + index, 0, 1), { pod }));
    const observed = Object.entries(fine).map(([metric, values]) =>
      metric === 'restarts' ? { metric, series: pods } : seen(metric, values),
    );
    const judgement = judgeMetrics(rules, { window: window({ until, now: start + 10 * minute }), observed, baseline });
    expect(judgement).toMatchObject({ decision: 'roll-back', because: ['restarts'] });
  });
});

test('a verdict on fifteen minutes of four metrics takes under 5 ms', () => {
  const observed = healthy.map((one) => ({ ...one, stable: one.series }));
  const comparing = canary.map((rule): MetricRule => ({ ...cpuAsStable, metric: rule.metric, unit: rule.unit }));
  const rules = [...canary, ...comparing];
  const spans = Array.from({ length: 40 }, () => {
    const before = performance.now();
    judged(rules, observed);
    return performance.now() - before;
  }).sort((a, b) => a - b);
  // The median: on a busy machine a single one may be interrupted.
  expect(spans[20]).toBeLessThan(5);
});
