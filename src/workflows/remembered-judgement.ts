import type { Judgement, MetricJudged, MetricRule, RuleJudged } from '../model/analysis.ts';

/**
 * A judgement as a step remembers it. There is one for each look, for hours: rules are in the catalog that the workflow began with, so that
 * their places among those are enough, and what is nothing is left out.
 */
export interface RememberedJudgement extends Pick<Judgement, 'at' | 'decision' | 'reason' | 'because'> {
  remembered: Pick<MetricJudged, 'metric' | 'verdict' | 'stable'>[];
  /** By metric: what its rules saw. */
  seen: RememberedRule[][];
  /** By metric: which of those speaks for it. */
  told: number[];
}

interface RememberedRule extends Partial<Omit<RuleJudged, 'rule'>> {
  rule: number | MetricRule;
}

/** `rules`: those that it was judged by. */
export function remembered(judgement: Judgement, rules: readonly MetricRule[]): RememberedJudgement {
  const { at, decision, reason, because, metrics } = judgement;
  return {
    ...{ at, decision, reason, because },
    remembered: metrics.map(({ metric, verdict, stable }) => ({
      metric,
      verdict,
      ...(stable !== undefined && { stable }),
    })),
    seen: metrics.map((each) => each.rules.map((judged) => ofRule(judged, rules))),
    told: metrics.map((each) =>
      Math.max(
        0,
        each.rules.findIndex((judged) => same(judged, each.told)),
      ),
    ),
  };
}

/** As it was; what was remembered before there was a short form is whole already. */
export function recalled(stored: RememberedJudgement | Judgement, rules: readonly MetricRule[]): Judgement {
  if ('metrics' in stored) return stored;
  const { at, decision, reason, because, remembered: metrics, seen, told } = stored;
  return {
    ...{ at, decision, reason, because },
    metrics: metrics.flatMap((metric, index) => {
      const judged = (seen[index] ?? []).flatMap((each) => wholeRule(each, rules));
      const speaks = judged[told[index] ?? 0];
      return speaks ? [{ ...metric, told: speaks, rules: judged }] : [];
    }),
  };
}

function ofRule({ rule, ...saw }: RuleJudged, rules: readonly MetricRule[]): RememberedRule {
  const place = rules.findIndex((each) => same(each, rule));
  const something = Object.fromEntries(Object.entries(saw).filter(([, value]) => value !== null));
  return { ...something, rule: place < 0 ? rule : place };
}

const nothing = {
  ...{ value: null, threshold: null, compared: null, deviation: null, difference: null, streak: null },
  ...{ lastAt: null, failedAt: null },
};

function wholeRule({ rule: place, ...saw }: RememberedRule, rules: readonly MetricRule[]): RuleJudged[] {
  const rule = typeof place === 'number' ? rules[place] : place;
  return rule ? [{ ...nothing, verdict: 'inconclusive', reason: 'no-data', samples: 0, ...saw, rule }] : [];
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
