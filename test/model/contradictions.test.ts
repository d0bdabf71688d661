import { describe, expect, test } from 'vitest';
import type { MetricRule, ThresholdRule } from '../../src/model/analysis.ts';
import { contradictions } from '../../src/model/contradictions.ts';
import { canaryErrors, canaryP95 } from '../policy/analysis/recorded.ts';

const bare = {
  metric: 'errors',
  unit: 'percent',
  kind: 'gauge',
  onFail: 'roll-back',
  check: 'threshold',
  consecutive: 3,
} as const;
const limit = (changes: Partial<ThresholdRule>): ThresholdRule => ({ ...bare, ...changes });
const codes = (...rules: MetricRule[]) =>
  contradictions(rules, ['errors', 'p95', 'throughput']).map(({ code }) => code);

describe('rules that cannot all be meant', () => {
  test('the canary of S0 has none', () => {
    expect(codes(canaryErrors, canaryP95)).toEqual([]);
  });

  test('neither have the goals and triggers of S3', () => {
    expect(codes(limit({ max: 5 }), limit({ max: 0.1, strict: true, onFail: 'ask' }))).toEqual([]);
  });

  test.each<[string, MetricRule[], string[]]>([
    ['a limit without a number', [limit({})], ['no-limit']],
    ['a least above the most', [limit({ unit: 'ms', min: 500, max: 200 })], ['limits-crossed']],
    ['a least equal to the most', [limit({ unit: 'ms', min: 200, max: 200 })], []],
    [
      'a least equal to the most, both excluded',
      [limit({ unit: 'ms', min: 200, max: 200, strict: true })],
      ['limits-crossed'],
    ],
    ['no sample in a row', [limit({ max: 5, consecutive: 0 })], ['count-too-small']],
    ['more than all', [limit({ max: 100 })], ['limit-never-broken']],
    ['all but all', [limit({ max: 100, strict: true })], []],
    ['less than nothing', [limit({ max: -1 })], ['limit-always-broken']],
    ['below nothing', [limit({ max: 0, strict: true })], ['limit-always-broken']],
    ['at least nothing', [limit({ unit: 'count', min: 0 })], ['limit-never-broken']],
    ['at least more than all', [limit({ min: 101 })], ['limit-always-broken']],
    ['a goal beyond the trigger', [limit({ max: 5 }), limit({ max: 8, onFail: 'ask' })], ['goal-beyond-trigger']],
    [
      'a least goal beyond the trigger',
      [limit({ unit: 'per-second', min: 100 }), limit({ unit: 'per-second', min: 50, onFail: 'ask' })],
      ['goal-beyond-trigger'],
    ],
    ['two units', [limit({ max: 5 }), limit({ max: 500, unit: 'ms' })], ['units-differ']],
    ['two kinds', [limit({ max: 5 }), limit({ max: 6, kind: 'counter' })], ['kinds-differ']],
    [
      'a counter that may not grow',
      [{ metric: 'errors', unit: 'count', kind: 'counter', onFail: 'ask', check: 'steady', growthPerHour: 5 }],
      ['counter-always-grows'],
    ],
    ['traffic that nobody measures', [limit({ max: 5, traffic: { metric: 'visits', least: 1 } })], ['traffic-unknown']],
    ['traffic that is measured', [limit({ max: 5, traffic: { metric: 'throughput', least: 1 } })], []],
  ])('%s', (_, rules, expected) => {
    expect(codes(...rules)).toEqual(expected);
  });

  test('the numbers that clash are told', () => {
    expect(contradictions([limit({ max: 5 }), limit({ max: 8, onFail: 'ask' })], ['errors'])).toEqual([
      { metric: 'errors', code: 'goal-beyond-trigger', values: [8, 5] },
    ]);
  });
});
