import type { Judgement, MetricRule, RuleJudged } from './analysis.ts';
import type { MetricUnit } from './metric.ts';
import { rounded, sayValue } from './metric-words.ts';
import { sayDuration } from './time.ts';

/**
 * What was read of a metric, as in `7.2 %`. Where a change is read it is written as one: `+2` of a counter since the look began,
 * `252 MB, +3 % an hour` of what must not go on growing.
 */
export function sayReading({ rule, value, compared }: RuleJudged): string {
  if (rule.check === 'steady') {
    if (compared === null) return 'no value';
    const growth = value === null ? 'and growing' : `${sayChange(value)} % an hour`;
    return `${sayValue(compared, rule.unit)}, ${growth}`;
  }
  if (value === null) return 'no value';
  return isAdded(rule) ? sayChange(value, rule.unit) : sayOf(rule, value);
}

/** What it was compared with: the baseline, or the stable version. */
export function sayCompared({ rule, compared }: RuleJudged): string {
  return compared === null ? 'nothing' : sayOf(rule, compared);
}

/** Whether its value is what was added since the look began. */
export function isAdded({ kind, check }: MetricRule): boolean {
  return kind === 'counter' && check === 'threshold';
}

/** Counters are compared by what they add in a second. */
function sayOf({ kind, check, unit }: MetricRule, value: number): string {
  const isRate = kind === 'counter' && (check === 'stable' || check === 'baseline');
  return `${sayValue(value, unit)}${isRate ? '/s' : ''}`;
}

/** As in `+2`, or `-0.4 %`. */
export function sayChange(value: number, unit: MetricUnit = 'count'): string {
  return `${value >= 0 ? '+' : ''}${sayValue(value, unit)}`;
}

/** What one rule saw, in plain words that follow the metric's name: `7.2 % is beyond 5 %, 3 times in a row`. */
export function sayRule(judged: RuleJudged): string {
  const { rule, threshold, deviation, streak } = judged;
  const value = judged.value === null ? 'nothing' : sayReading(judged);
  const compared = sayCompared(judged);
  const limit = threshold === null ? 'nothing' : sayValue(threshold, rule.unit);
  const off = deviation === null ? '' : ` (${sayChange(deviation)} %)`;
  // Rounded, the two may look the same.
  const beyond = `${value.replace('+', '') === limit ? 'just ' : ''}beyond ${limit}`;
  switch (judged.reason) {
    case 'within-limit':
    case 'spike-passed':
      return `${value}, within ${limit}`;
    case 'limit-broken':
      return `${value} is ${beyond}${streak && streak.of > 1 ? `, ${streak.count} times in a row` : ''}`;
    case 'limit-being-broken':
      return `${value} is ${beyond}, ${streak?.count ?? 1} of ${streak?.of ?? 1} times in a row`;
    case 'as-before':
      return `${value}, as before (${compared})`;
    case 'unlike-before':
      return `${value} against ${compared} before${off}, more than ${rule.check === 'baseline' ? rule.within : 0} % off`;
    case 'baseline-missing':
    case 'baseline-zero':
      return `${value}, and nothing from before to compare it with`;
    case 'as-stable':
      return `${value}, as the stable version (${compared})`;
    case 'worse-than-stable':
      return `${value} is worse than the stable version (${compared})${off}`;
    case 'perhaps-worse-than-stable':
      return `${value} is perhaps worse than the stable version (${compared})`;
    case 'stable-missing':
    case 'stable-too-few-samples':
      return `${value}, and too little of the stable version to compare it with`;
    case 'steady':
    case 'grew-and-settled':
      return 'it does not keep growing';
    case 'growing':
      return `it keeps growing${judged.value === null ? '' : ` by ${rounded(judged.value)} % an hour`}`;
    case 'perhaps-growing':
      return 'it perhaps keeps growing';
    case 'source-away':
      return 'its source does not answer';
    case 'no-data':
      return 'nothing was measured';
    case 'not-a-number':
      return 'what was measured is no number';
    case 'several-series':
      return 'its query has several answers where one is wanted';
    case 'too-few-samples':
      return `too few samples (${judged.samples})`;
    case 'warming-up':
      return (judged.rule.check === 'steady' || judged.rule.check === 'baseline') && judged.rule.warmUp
        ? `what it does in the first ${sayDuration(judged.rule.warmUp)} is not judged`
        : 'a trend is not seen in so few samples';
    case 'samples-stopped':
      return 'its samples have stopped';
    case 'no-traffic':
      return 'too little traffic to tell';
  }
}

/** Why it was decided so, in one sentence: the metrics that it rests on, each with what was seen. */
export function sayJudgement({ reason, because, metrics }: Judgement): string {
  const told = metrics
    .filter(({ metric }) => because.includes(metric))
    .map(({ metric, told: rule }) => `${metric}: ${sayRule(rule)}`)
    .join('; ');
  switch (reason) {
    case 'all-passed':
      return 'Every metric has passed.';
    case 'not-over-yet':
      return 'Nothing stands against it so far.';
    case 'limit-being-broken':
      return `A limit is being broken: ${told}.`;
    case 'rule-failed':
      return `${capital(told)}.`;
    case 'goal-missed':
      return `A goal is missed: ${told}.`;
    case 'blind-too-long':
      return `Nothing can be seen of it: ${told}.`;
    case 'inconclusive-at-end':
      return `The time is over and there is no answer: ${told}.`;
    case 'nothing-judged':
      return 'The catalog has no rule by which it could be judged.';
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
