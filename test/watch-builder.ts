import type { Judgement, MetricRule, RuleJudged } from '../src/model/analysis.ts';
import type { Watch } from '../src/model/rollout.ts';
import { hour, minute } from '../src/model/time.ts';
import { now, person } from './builders.ts';

/** A watch of an hour that has just begun. */
export function watchOf(changes: Partial<Watch> = {}): Watch {
  return {
    state: 'watching',
    since: now,
    until: now + hour,
    endedAt: null,
    baseline: null,
    judgement: null,
    health: { failures: 0, says: null },
    troubles: [],
    asked: 0,
    question: null,
    kept: [],
    why: null,
    rollback: null,
    ...changes,
  };
}

/** What one rule saw: 0.02 % of at most 0.1 %, unless said otherwise. */
export function judged(rule: Partial<MetricRule> = {}, changes: Partial<RuleJudged> = {}): RuleJudged {
  const whole = {
    check: 'threshold',
    metric: 'errors',
    unit: 'percent',
    kind: 'gauge',
    onFail: 'roll-back',
    max: 0.1,
    consecutive: 3,
    ...rule,
  } as MetricRule;
  return {
    rule: whole,
    verdict: 'pass',
    reason: 'within-limit',
    value: 0.02,
    threshold: 0.1,
    compared: null,
    deviation: null,
    difference: null,
    streak: { count: 0, of: 3 },
    samples: 30,
    lastAt: now,
    failedAt: null,
    ...changes,
  };
}

export function judgementOf(
  metrics: { metric: string; rules: RuleJudged[] }[],
  changes: Partial<Judgement> = {},
): Judgement {
  return {
    at: now,
    decision: 'wait',
    reason: 'not-over-yet',
    because: [],
    metrics: metrics.flatMap(({ metric, rules }) => {
      const [told] = rules;
      return told ? [{ metric, verdict: told.verdict, told, rules }] : [];
    }),
    ...changes,
  };
}

/** A watch of each kind, in which everything that comes from outside is `text`, and everything countable is there `many` times. */
export function hostileWatches(text: string, many: number): Watch[] {
  const list = Array.from({ length: many }, () => text);
  const bad = judged({ metric: text }, { verdict: 'fail', reason: 'limit-broken', value: Number.MAX_VALUE });
  const judgement = judgementOf(
    list.map(() => ({
      metric: text,
      rules: [bad, judged({ check: 'steady', growthPerHour: 1 }, { reason: 'growing' })],
    })),
    { decision: 'ask', reason: 'goal-missed', because: list },
  );
  const full: Partial<Watch> = {
    judgement,
    health: { failures: many, says: text },
    troubles: list,
    kept: [{ by: person('dev', { name: text }), at: now, about: list }],
    why: text,
    gone: list.map(() => ({ services: list, by: text })),
  };
  const question = { round: 1, at: now, about: list, why: text };
  return [
    watchOf(),
    watchOf({ ...full, question }),
    watchOf({ ...full, state: 'inconclusive', question, endedAt: now + hour }),
    watchOf({ ...full, state: 'failed', endedAt: now + 5 * minute, rollback: text }),
    watchOf({ ...full, state: 'failed', endedAt: now + 5 * minute, rollback: null }),
    watchOf({ ...full, state: 'failed', endedAt: now + 5 * minute, rollback: text, otherRollbacks: list }),
    watchOf({ ...full, state: 'failed', endedAt: now + 5 * minute, stays: { why: text, helps: list } }),
    watchOf({ ...full, state: 'passed', endedAt: now + hour, why: null }),
    watchOf({ ...full, state: 'superseded', endedAt: now + minute }),
  ];
}
