import { describe, expect, test } from 'vitest';
import type { AnalysisWindow, SteadyRule } from '../../../src/model/analysis.ts';
import { minute } from '../../../src/model/time.ts';
import { judgeMetrics } from '../../../src/policy/analysis/judge-metrics.ts';
import { trend } from '../../../src/policy/analysis/trend.ts';
import { atSample, recorded, samples, seen, window } from './recorded.ts';

const memory: SteadyRule = {
  metric: 'memory',
  unit: 'bytes',
  kind: 'gauge',
  onFail: 'roll-back',
  check: 'steady',
  growthPerHour: 10,
};
const told = (values: readonly number[], changes: Partial<SteadyRule> = {}, when: AnalysisWindow = window()) => {
  const measured = { window: when, observed: [seen('memory', values)], baseline: null };
  const [metric] = judgeMetrics([{ ...memory, ...changes }], measured).metrics;
  if (!metric) throw new Error('nothing was judged');
  return metric.told;
};
const { memoryCache, memoryLateStep, memoryLeak, memorySpike, memorySteady } = recorded;

/** The cache fills after six minutes instead of four. */
const laterCache = [...memoryCache.slice(0, 4), ...memoryCache.slice(0, 26)];

describe('memory', () => {
  test.each<[string, readonly number[], Partial<SteadyRule>, string, string]>([
    ['stable', memorySteady, {}, 'pass', 'steady'],
    ['a slow leak', memoryLeak, {}, 'fail', 'growing'],
    ['a leak that is allowed', memoryLeak, { growthPerHour: 30 }, 'pass', 'steady'],
    ['shrinking', memoryLeak.toReversed(), {}, 'pass', 'steady'],
    ['a spike', memorySpike, {}, 'pass', 'steady'],
    ['a cache that filled', laterCache, {}, 'pass', 'grew-and-settled'],
    ['a step a moment ago', memoryLateStep, {}, 'inconclusive', 'perhaps-growing'],
    ['what is filled while starting', memoryCache, { warmUp: 5 * minute }, 'pass', 'steady'],
    ['no data', [], {}, 'inconclusive', 'no-data'],
    ['stopped in the middle', memoryLeak.slice(0, 20), {}, 'inconclusive', 'samples-stopped'],
    [
      'nothing, and then something',
      Array.from({ length: 30 }, (_, index) => Math.max(0, index - 16)),
      {},
      'inconclusive',
      'perhaps-growing',
    ],
  ])('%s', (_, values, changes, verdict, reason) => {
    expect(told(values, changes)).toMatchObject({ verdict, reason });
  });

  test('a leak that the noise still hides is not called steady', () => {
    const hidden = [511, 528, 506, 530, 512, 533, 514, 534, 516, 535, 519, 538, 520, 539, 522, 541];
    expect(told(hidden, {}, atSample(16))).toMatchObject({ verdict: 'inconclusive', reason: 'perhaps-growing' });
  });

  test('a trend needs twelve samples', () => {
    expect(told(memoryLeak, {}, atSample(11))).toMatchObject({ verdict: 'inconclusive', reason: 'warming-up' });
    expect(told(memoryLeak.slice(0, 11), {}, atSample(13))).toMatchObject({
      verdict: 'inconclusive',
      reason: 'too-few-samples',
    });
  });

  test('the answer tells the growth in percent an hour and the level', () => {
    const found = told(memoryLeak);
    expect(found.value).toBeCloseTo(24.711, 3);
    expect(found.threshold).toBe(10);
    expect(found.compared).toBeGreaterThan(520);
  });

  test('a step never counts as a leak, at whatever moment it is looked at', () => {
    const steps = [...laterCache, ...memoryCache.slice(10), ...memoryCache.slice(10)];
    for (let count = 12; count <= steps.length; count += 1) {
      expect(told(steps, {}, atSample(count)).verdict, `after ${count} samples`).not.toBe('fail');
    }
  });
});

describe('a trend', () => {
  // As SciPy tells them: theilslopes; Mann-Kendall from the concordant and discordant pairs.
  test.each([
    ['a leak', memoryLeak, 3.625e-5, 6.030268],
    ['stable', memorySteady, 1.515152e-7, 0.053523],
    ['a cache', memoryCache, 3.777778e-5, 2.908088],
  ])('%s', (_, values, slope, z) => {
    const found = trend(samples(values));
    expect(found?.slope).toBeCloseTo(slope, 10);
    expect(found?.z).toBeCloseTo(z, 5);
  });
});
