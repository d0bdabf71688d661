import { describe, expect, test } from 'vitest';
import type { AnalysisWindow, Observed } from '../../../src/model/analysis.ts';
import { judgeMetrics } from '../../../src/policy/analysis/judge-metrics.ts';
import {
  atSample,
  canaryErrors,
  canaryP95,
  interval,
  recorded,
  restartsWithResets,
  samples,
  seen,
  series,
  start,
  window,
} from './recorded.ts';

const nan = Array<number>(30).fill(Number.NaN);
const told = (observed: Observed, when: AnalysisWindow = window(), rule = canaryErrors) => {
  const judgement = judgeMetrics([{ ...rule, metric: observed.metric }], {
    window: when,
    observed: [observed],
    baseline: null,
  });
  const [metric] = judgement.metrics;
  if (!metric) throw new Error('nothing was judged');
  return { ...metric.told, decision: judgement.decision };
};

describe('errors below 5 %, three in a row', () => {
  test.each<[string, Observed, AnalysisWindow, string, string, string]>([
    ['clean', seen('errors', recorded.errorsClean), window(), 'pass', 'within-limit', 'promote'],
    ['noisy', seen('errors', recorded.errorsNoisy), window(), 'pass', 'within-limit', 'promote'],
    ['a spike of two samples', seen('errors', recorded.errorsSpike), window(), 'pass', 'spike-passed', 'promote'],
    ['in the spike', seen('errors', recorded.errorsSpike), atSample(14), 'inconclusive', 'limit-being-broken', 'wait'],
    ['a step', seen('errors', recorded.errorsStep), window(), 'fail', 'limit-broken', 'roll-back'],
    [
      'the second of three',
      seen('errors', recorded.errorsStep),
      atSample(17),
      'inconclusive',
      'limit-being-broken',
      'wait',
    ],
    ['the third of three', seen('errors', recorded.errorsStep), atSample(18), 'fail', 'limit-broken', 'roll-back'],
    [
      'before there is enough',
      seen('errors', recorded.errorsClean),
      atSample(4),
      'inconclusive',
      'too-few-samples',
      'wait',
    ],
    ['no series', { metric: 'errors', series: [] }, window(), 'inconclusive', 'no-data', 'ask'],
    ['an empty series', seen('errors', []), window(), 'inconclusive', 'no-data', 'ask'],
    ['the source away', { metric: 'errors', series: null }, window(), 'inconclusive', 'source-away', 'ask'],
    [
      'the source away for a moment',
      { metric: 'errors', series: null },
      atSample(3),
      'inconclusive',
      'source-away',
      'wait',
    ],
    ['nothing but NaN', seen('errors', nan), window(), 'inconclusive', 'not-a-number', 'ask'],
    [
      'infinitely many',
      seen('errors', Array<number>(30).fill(Number.POSITIVE_INFINITY)),
      window(),
      'inconclusive',
      'not-a-number',
      'ask',
    ],
    [
      'several series',
      {
        metric: 'errors',
        series: [series(recorded.errorsClean, { pod: 'a' }), series(recorded.errorsClean, { pod: 'b' })],
      },
      window(),
      'inconclusive',
      'several-series',
      'ask',
    ],
    [
      'stops in the middle',
      seen('errors', recorded.errorsClean.slice(0, 15)),
      window(),
      'inconclusive',
      'samples-stopped',
      'ask',
    ],
    [
      'has just stopped',
      seen('errors', recorded.errorsClean.slice(0, 15)),
      atSample(19),
      'inconclusive',
      'samples-stopped',
      'wait',
    ],
    [
      'stops after it failed',
      seen('errors', recorded.errorsStep.slice(0, 19)),
      window(),
      'fail',
      'limit-broken',
      'roll-back',
    ],
    [
      'two of three samples missing',
      seen(
        'errors',
        recorded.errorsClean.map((value, index) => (index % 3 === 2 ? value : Number.NaN)),
      ),
      window(),
      'inconclusive',
      'too-few-samples',
      'ask',
    ],
    ['exactly the limit', seen('errors', Array<number>(30).fill(5)), window(), 'fail', 'limit-broken', 'roll-back'],
  ])('%s', (_, observed, when, verdict, reason, decision) => {
    expect(told(observed, when)).toMatchObject({ verdict, reason, decision });
  });

  test('the answer names the sample that completed the failure, its value and the limit', () => {
    expect(told(seen('errors', recorded.errorsStep))).toMatchObject({
      value: recorded.errorsStep[17],
      threshold: 5,
      streak: { count: 3, of: 3 },
      failedAt: start + 18 * interval,
      samples: 30,
      lastAt: start + 30 * interval,
    });
  });

  test('a sample that is missing neither counts nor forgives', () => {
    const holed = [0.2, 0.3, 0.2, 0.2, 0.3, 0.2, 7, Number.NaN, 7, 7, 0.2, 0.2];
    expect(told(seen('errors', holed), atSample(12))).toMatchObject({
      verdict: 'fail',
      failedAt: start + 10 * interval,
    });
  });

  test('failures with a long hole between them are not in a row', () => {
    const holed = [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 7, 7, Number.NaN, Number.NaN, Number.NaN, 7, 0.2, 0.2, 0.2, 0.2];
    expect(told(seen('errors', holed), atSample(16))).toMatchObject({ verdict: 'pass', reason: 'spike-passed' });
  });

  test('the same sample read twice counts once, whatever the order', () => {
    const once = samples([0.2, 0.2, 0.2, 0.2, 7, 7]);
    const observed = { metric: 'errors', series: [{ labels: {}, samples: [...once, ...once].reverse() }] };
    expect(told(observed, atSample(6))).toMatchObject({
      verdict: 'inconclusive',
      streak: { count: 2, of: 3 },
      samples: 6,
    });
  });

  test('samples of before the window are not its own', () => {
    const old = {
      labels: {},
      samples: samples([9, 9, 9, 9, ...recorded.errorsClean.slice(0, 12)], start - 4 * interval),
    };
    expect(told({ metric: 'errors', series: [old] }, atSample(11))).toMatchObject({ verdict: 'pass', samples: 12 });
  });

  test('a streak that stands open at the end is waited for, not promoted and not asked about', () => {
    const ending = [...recorded.errorsClean.slice(0, 28), 7, 8];
    expect(told(seen('errors', ending))).toMatchObject({ reason: 'limit-being-broken', decision: 'wait' });
    expect(told(seen('errors', [...ending, 8]), atSample(31))).toMatchObject({
      verdict: 'fail',
      decision: 'roll-back',
    });
    expect(told(seen('errors', [...ending, 0.3]), atSample(31))).toMatchObject({
      verdict: 'pass',
      decision: 'promote',
    });
  });
});

describe('limits', () => {
  const rule = { ...canaryErrors, consecutive: 1 };
  test.each<[string, object, number, string, number]>([
    ['the limit itself is allowed', { max: 5, strict: false }, 5, 'pass', 5],
    ['unless it is strict', { max: 5, strict: true }, 5, 'fail', 5],
    ['above', { max: 5, strict: false }, 5.01, 'fail', 5],
    ['below the least', { max: 300, min: 200, strict: false }, 180, 'fail', 200],
    ['between, nearer to the least', { max: 300, min: 200, strict: false }, 210, 'pass', 200],
    ['between, nearer to the most', { max: 300, min: 200, strict: false }, 280, 'pass', 300],
  ])('%s', (_, limits, value, verdict, threshold) => {
    const values = Array<number>(30).fill(value);
    expect(told(seen('errors', values), window(), { ...rule, ...limits })).toMatchObject({ verdict, value, threshold });
  });

  test('P95 below 1000 ms, three in a row', () => {
    expect(told(seen('p95', recorded.p95Noisy), window(), canaryP95)).toMatchObject({ verdict: 'pass' });
    expect(told(seen('p95', recorded.p95Step), window(), canaryP95)).toMatchObject({
      verdict: 'fail',
      failedAt: start + 21 * interval,
    });
  });
});

describe('a counter', () => {
  const restarts = {
    ...canaryErrors,
    unit: 'count' as const,
    kind: 'counter' as const,
    max: 3,
    strict: false,
    consecutive: 1,
  };
  const counted = (...values: number[][]) =>
    told(
      { metric: 'restarts', series: values.map((each, index) => series(each, { pod: `api-${index}` })) },
      window(),
      restarts,
    );
  const flat = (value: number) => Array<number>(30).fill(value);

  test('that stood high before adds nothing', () => {
    expect(counted(flat(40))).toMatchObject({ verdict: 'pass', value: 0 });
  });

  test('is followed across new starts', () => {
    // 7 8 8 9, anew 0 1 1 1, anew 0 2: it added 1 + 1 + 1 + 2.
    expect(counted(restartsWithResets)).toMatchObject({ verdict: 'fail', value: 5, failedAt: start + 10 * interval });
  });

  test('is summed over pods, and a pod that goes away takes nothing back', () => {
    const gone = [0, 1, 2, ...Array<number>(27).fill(Number.NaN)];
    const other = [...Array<number>(10).fill(5), ...Array<number>(20).fill(7)];
    expect(counted(gone, flat(3))).toMatchObject({ verdict: 'pass', value: 2 });
    expect(counted(gone, other)).toMatchObject({ verdict: 'fail', value: 4, failedAt: start + 11 * interval });
  });
});
