import { describe, expect, test } from 'vitest';
import type { AnalysisWindow, BaselineRule, Observed } from '../../../src/model/analysis.ts';
import { minute } from '../../../src/model/time.ts';
import { judgeMetrics, takeBaseline } from '../../../src/policy/analysis/judge-metrics.ts';
import { atSample, recorded, seen, start, window } from './recorded.ts';

/** S3: throughput within 10 % of the baseline, CPU within 20 %. */
const throughput: BaselineRule = {
  metric: 'throughput',
  unit: 'per-second',
  kind: 'gauge',
  onFail: 'ask',
  check: 'baseline',
  within: 10,
};
const cpu: BaselineRule = { ...throughput, metric: 'cpu', unit: 'cores', within: 20 };
const told = (
  rule: BaselineRule,
  observed: Observed,
  usual: number | null | undefined,
  when: AnalysisWindow = window(),
) => {
  const baseline = usual === undefined ? null : { takenAt: start, values: { [rule.metric]: usual } };
  const [metric] = judgeMetrics([rule], { window: when, observed: [observed], baseline }).metrics;
  if (!metric) throw new Error('nothing was judged');
  return metric.told;
};
const times = (values: readonly number[], factor: number) => values.map((value) => value * factor);
const { throughputClean, cpuClean } = recorded;

describe('as before the deployment', () => {
  test.each<[string, BaselineRule, Observed, number | null | undefined, string, string]>([
    ['throughput as before', throughput, seen('throughput', throughputClean), 240, 'pass', 'as-before'],
    ['throughput 7 % lower', throughput, seen('throughput', times(throughputClean, 0.93)), 240, 'pass', 'as-before'],
    [
      'throughput 13 % lower',
      throughput,
      seen('throughput', times(throughputClean, 0.87)),
      240,
      'fail',
      'unlike-before',
    ],
    [
      'throughput 13 % higher',
      throughput,
      seen('throughput', times(throughputClean, 1.13)),
      240,
      'fail',
      'unlike-before',
    ],
    [
      'higher, where only lower counts',
      { ...throughput, side: 'below' },
      seen('throughput', times(throughputClean, 1.13)),
      240,
      'pass',
      'as-before',
    ],
    [
      'lower, where only higher counts',
      { ...throughput, side: 'above' },
      seen('throughput', times(throughputClean, 0.87)),
      240,
      'pass',
      'as-before',
    ],
    ['CPU 15 % higher', cpu, seen('cpu', times(cpuClean, 1.15)), 1.8, 'pass', 'as-before'],
    ['CPU a third higher', cpu, seen('cpu', times(cpuClean, 1.33)), 1.8, 'fail', 'unlike-before'],
    ['no snapshot', throughput, seen('throughput', throughputClean), undefined, 'inconclusive', 'baseline-missing'],
    [
      'a snapshot without the metric',
      throughput,
      seen('throughput', throughputClean),
      null,
      'inconclusive',
      'baseline-missing',
    ],
    [
      'a snapshot of NaN',
      throughput,
      seen('throughput', throughputClean),
      Number.NaN,
      'inconclusive',
      'baseline-missing',
    ],
    ['a snapshot of zero', throughput, seen('throughput', throughputClean), 0, 'inconclusive', 'baseline-zero'],
    ['zero as before', throughput, seen('throughput', Array<number>(30).fill(0)), 0, 'pass', 'as-before'],
    ['no traffic any more', throughput, seen('throughput', Array<number>(30).fill(0)), 240, 'fail', 'unlike-before'],
    ['no data', throughput, seen('throughput', []), 240, 'inconclusive', 'no-data'],
    ['stopped', throughput, seen('throughput', throughputClean.slice(0, 20)), 240, 'inconclusive', 'samples-stopped'],
  ])('%s', (_, rule, observed, usual, verdict, reason) => {
    expect(told(rule, observed, usual)).toMatchObject({ verdict, reason });
  });

  test('the answer tells how far it is off, and from where on that would be too much', () => {
    const found = told(throughput, seen('throughput', Array<number>(30).fill(204)), 240);
    expect(found).toMatchObject({ value: 204, compared: 240, threshold: 216, deviation: -15 });
  });

  test('of a long watch only the latest part may count', () => {
    const fell = [...throughputClean.slice(0, 20), ...times(throughputClean.slice(20), 0.5)];
    expect(told(throughput, seen('throughput', fell), 240).verdict).toBe('pass');
    expect(told({ ...throughput, over: 5 * minute }, seen('throughput', fell), 240).verdict).toBe('fail');
  });
});

describe('the snapshot', () => {
  test('is the median of each metric that is compared with it, null where that cannot be told', () => {
    const observed = [seen('throughput', [238, 9_000, 240, 242, 239, 241]), seen('cpu', [1.8, 1.7])];
    const when = window({ now: start + 3 * minute });
    expect(takeBaseline([throughput, cpu], observed, when)).toEqual({
      takenAt: start + 3 * minute,
      values: { throughput: 240.5, cpu: null },
    });
  });

  test('of a source that is away is null', () => {
    expect(takeBaseline([cpu], [{ metric: 'cpu', series: null }], window()).values).toEqual({ cpu: null });
  });
});

describe('a rate that rises from nothing', () => {
  const rising = [40, 80, 120, 160, 200, ...throughputClean.slice(5)];
  const warm: BaselineRule = { ...throughput, warmUp: 3 * minute };

  test('is held against what was before as soon as its warm-up is over, and not sooner', () => {
    const early = told(throughput, seen('throughput', rising), 240, atSample(6));
    expect(early).toMatchObject({ verdict: 'fail', reason: 'unlike-before' });
    expect(told(warm, seen('throughput', rising), 240, atSample(6))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'warming-up',
    });
    expect(told(warm, seen('throughput', rising), 240, atSample(20))).toMatchObject({ verdict: 'pass' });
  });

  test('what stays low after it is seen', () => {
    const low = times(throughputClean, 0.8);
    expect(told(warm, seen('throughput', low), 240, atSample(20))).toMatchObject({ verdict: 'fail' });
  });
});
