import { describe, expect, test } from 'vitest';
import type { AnalysisWindow, MetricRule, Observed } from '../../../src/model/analysis.ts';
import type { Watch } from '../../../src/model/rollout.ts';
import { minute, second } from '../../../src/model/time.ts';
import { judgeMetrics } from '../../../src/policy/analysis/judge-metrics.ts';
import { allJudged } from '../../../src/policy/strategies/all-judged.ts';
import { countHealth, type Tries } from '../../../src/policy/watch/health-count.ts';
import { watchVerdict } from '../../../src/policy/watch/watch-verdict.ts';
import { person } from '../../builders.ts';

const every = 30 * second;
const from = Date.UTC(2026, 0, 20, 15);
const until = from + 60 * minute;
const base = { unit: 'percent', kind: 'gauge' } as const;
const trigger: MetricRule = {
  ...base,
  check: 'threshold',
  metric: 'errors',
  onFail: 'roll-back',
  max: 5,
  consecutive: 3,
};
const goal: MetricRule = { ...base, check: 'threshold', metric: 'errors', onFail: 'ask', max: 0.1, consecutive: 3 };
const latency: MetricRule = { ...base, check: 'threshold', metric: 'latency', onFail: 'ask', max: 500, consecutive: 3 };

function seen(
  after: number,
  values: Record<string, number | null>,
  more: { health?: Watch['health']; kept?: string[][]; healthFailures?: number | null } = {},
) {
  const now = from + after;
  const window: AnalysisWindow = { from, now, until, interval: every, leastSamples: 5, patience: 5 * minute };
  const observed = Object.entries(values).map(
    ([metric, value]): Observed => ({
      metric,
      series:
        value === null
          ? null
          : [
              {
                labels: {},
                samples: Array.from({ length: after / every + 1 }, (_, i) => ({ at: from + i * every, value })),
              },
            ],
    }),
  );
  const rules = [trigger, goal, latency].filter(({ metric }) => metric in values);
  const judgement = rules.length === 0 ? null : judgeMetrics(rules, { window, observed, baseline: null });
  const kept = (more.kept ?? []).map((about) => ({ by: person('lead'), at: now, about }));
  return watchVerdict({
    watch: { judgement, health: more.health ?? { failures: 0, says: null }, kept },
    window,
    healthFailures: more.healthFailures ?? null,
  });
}

const sick = (failures: number) => ({ failures, says: 'api fails its check "login": It answered 503' });

describe('what a look comes to', () => {
  test.each<[string, ReturnType<typeof seen>, object]>([
    ['nothing against it', seen(10 * minute, { errors: 0 }), { kind: 'goes-on', why: null }],
    ['all well at the end', seen(60 * minute, { errors: 0, latency: 100 }), { kind: 'passed' }],
    ['a trigger, at any time', seen(2 * minute, { errors: 9 }), { kind: 'roll-back', about: ['errors'] }],
    ['a trigger, also at the end', seen(60 * minute, { errors: 9 }), { kind: 'roll-back', about: ['errors'] }],
    ['a missed goal', seen(10 * minute, { errors: 1 }), { kind: 'ask', about: ['errors'] }],
    ['nothing to be seen for long', seen(10 * minute, { errors: null }), { kind: 'ask', about: ['errors'] }],
    ['nothing to be seen for a moment', seen(2 * minute, { errors: null }), { kind: 'goes-on', why: null }],
    [
      'nothing to be seen at the end',
      seen(60 * minute, { errors: 0, latency: null }),
      { kind: 'ask', about: ['latency'] },
    ],
    [
      'too many failed checks',
      seen(minute, {}, { health: sick(6), healthFailures: 6 }),
      { kind: 'roll-back', about: ['health'] },
    ],
    ['some failed checks', seen(minute, {}, { health: sick(5), healthFailures: 6 }), { kind: 'goes-on' }],
    ['failed checks that only tell', seen(minute, {}, { health: sick(50) }), { kind: 'goes-on' }],
    ['failed checks at the end', seen(60 * minute, {}, { health: sick(1) }), { kind: 'ask', about: ['health'] }],
    ['health alone, well at the end', seen(60 * minute, {}), { kind: 'passed' }],
  ])('%s', (_, verdict, expected) => {
    expect(verdict).toMatchObject(expected);
  });

  test.each<[string, ReturnType<typeof seen>, object]>([
    ['goes on', seen(10 * minute, { errors: 1 }, { kept: [['errors']] }), { kind: 'goes-on' }],
    ['passes at the end', seen(60 * minute, { errors: 1, latency: 1 }, { kept: [['errors']] }), { kind: 'passed' }],
    [
      'does not answer for the others',
      seen(10 * minute, { errors: 1, latency: 900 }, { kept: [['errors']] }),
      { kind: 'ask', about: ['latency'] },
    ],
    ['does not stop a trigger', seen(10 * minute, { errors: 9 }, { kept: [['errors']] }), { kind: 'roll-back' }],
    [
      'does not stop the trigger of health',
      seen(minute, {}, { health: sick(6), healthFailures: 6, kept: [['health']] }),
      { kind: 'roll-back' },
    ],
    ['answers for health', seen(60 * minute, {}, { health: sick(2), kept: [['health']] }), { kind: 'passed' }],
  ])('what a person has kept %s', (_, verdict, expected) => {
    expect(verdict).toMatchObject(expected);
  });

  test('says why in words', () => {
    expect(seen(2 * minute, { errors: 9 })).toMatchObject({ why: 'Errors: 9 % is beyond 5 %, 3 times in a row.' });
    expect(seen(2 * minute, { errors: 0.1004 })).toMatchObject({
      why: 'A goal is missed: errors: 0.1 % is just beyond 0.1 %, 3 times in a row.',
    });
    expect(seen(minute, {}, { health: sick(6), healthFailures: 6 })).toMatchObject({
      why: 'api fails its check "login": It answered 503 (6 times in a row).',
    });
  });
});

describe('counting failed checks', () => {
  const check = (attempts: number, name = 'login') => ({ name, url: `https://api/${name}`, attempts });
  const tried = (says: string | null, attempts = 1, name = 'login') => [
    { service: 'api', check: check(attempts, name), says },
  ];

  test('in a row, and a good one ends the row', () => {
    const tries: Tries = new Map();
    const counted = ['It answered 503.', 'It answered 503.', null, 'It answered 502.'].map((says) =>
      countHealth(tries, tried(says)),
    );
    expect(counted.map(({ failures }) => failures)).toEqual([1, 2, 0, 1]);
    expect(counted.at(-1)?.says).toBe('api fails its check "login": It answered 502');
    expect(counted[2]?.says).toBeNull();
  });

  test('from the last of its attempts on', () => {
    const tries: Tries = new Map();
    const counted = [1, 2, 3, 4].map(() => countHealth(tries, tried('It answered 503.', 3)));
    expect(counted.map(({ failures }) => failures)).toEqual([0, 0, 1, 2]);
    expect(counted[1]?.says).toBeNull();
  });

  test('each check by itself; the worst speaks', () => {
    const tries: Tries = new Map();
    countHealth(tries, [...tried('a.'), ...tried(null, 1, 'orders')]);
    const worst = countHealth(tries, [...tried('a.'), ...tried('b.', 1, 'orders')]);
    expect(worst).toEqual({ failures: 2, says: 'api fails its check "login": a' });
  });
});

describe('several services', () => {
  const after = 10 * minute;
  const now = from + after;
  const window: AnalysisWindow = { from, now, until, interval: every, leastSamples: 5, patience: 5 * minute };
  const judged = (service: string, value: number) => {
    const samples = Array.from({ length: after / every + 1 }, (_, i) => ({ at: from + i * every, value }));
    const observed = [{ metric: 'errors', series: [{ labels: {}, samples }] }];
    return { service, judgement: judgeMetrics([goal], { window, observed, baseline: null }) };
  };
  const verdict = (kept: Watch['kept']) =>
    watchVerdict({
      watch: {
        judgement: allJudged([judged('api', 0), judged('worker', 2)], now),
        health: { failures: 0, says: null },
        kept,
      },
      window,
      healthFailures: null,
    });

  test('what is asked about says of which of them it is', () => {
    expect(verdict([])).toEqual({
      kind: 'ask',
      why: 'A goal is missed: errors of worker: 2 % is beyond 0.1 %, 3 times in a row.',
      about: ['errors of worker'],
    });
  });

  test('what a person has kept of one of them is asked about no more', () => {
    const kept = [{ by: person('lead'), at: now, about: ['errors of worker'] }];
    expect(verdict(kept)).toEqual({ kind: 'goes-on', why: null });
  });
});
