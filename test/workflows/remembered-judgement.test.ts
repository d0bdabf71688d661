import { describe, expect, test } from 'vitest';
import type { Judgement, MetricRule } from '../../src/model/analysis.ts';
import { recalled, remembered } from '../../src/workflows/remembered-judgement.ts';
import { judgedMetric, judgedRule, judgement } from '../rollout-builder.ts';

const rulesOf = ({ metrics }: Judgement): MetricRule[] => metrics.flatMap(({ rules }) => rules.map(({ rule }) => rule));
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const growing = judgedRule({
  rule: { check: 'steady', metric: 'memory', unit: 'bytes', kind: 'gauge', onFail: 'ask', growthPerHour: 10 },
  ...{ verdict: 'fail', reason: 'growing', value: 31, threshold: 10, failedAt: 3, streak: null, lastAt: null },
});
const samples: [string, Judgement][] = [
  ['one that waits', judgement()],
  [
    'one that takes back',
    judgement({
      decision: 'roll-back',
      reason: 'rule-failed',
      because: ['memory'],
      metrics: [judgedMetric('memory', growing, [judgedRule(), growing])],
    }),
  ],
  [
    'one with the stable version beside',
    judgement({
      metrics: [
        { ...judgedMetric('errors'), stable: 0.18 },
        { ...judgedMetric('p95'), stable: null },
      ],
    }),
  ],
  ['one of nothing', judgement({ metrics: [] })],
];

describe('a judgement that a step remembers', () => {
  test.each(samples)('is recalled as it was: %s', (_, whole) => {
    const rules = rulesOf(whole);
    expect(recalled(throughJson(remembered(whole, rules)), rules)).toEqual(whole);
  });

  test('also where its rule is none of those any more', () => {
    const whole = judgement();
    expect(recalled(throughJson(remembered(whole, [])), [])).toEqual(whole);
  });

  test('takes two fifths of the room at most', () => {
    const whole = judgement();
    const size = (value: unknown) => JSON.stringify(value).length;
    expect(size(remembered(whole, rulesOf(whole)))).toBeLessThan(0.4 * size(whole));
  });

  test('of before there was a short form is read as it is', () => {
    const whole = judgement();
    expect(recalled(throughJson(whole), [])).toEqual(whole);
  });
});
