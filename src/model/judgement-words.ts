import type { Judgement, RuleJudged } from './analysis.ts';
import type { MetricUnit } from './metric.ts';

const units: Record<MetricUnit, string> = {
  percent: ' %',
  ms: ' ms',
  count: '',
  'per-second': '/s',
  cores: ' cores',
  bytes: ' bytes',
};

/** As in `7.2 %`; three digits that matter. */
export function sayValue(value: number, unit: MetricUnit): string {
  if (!Number.isFinite(value)) return 'no number';
  if (unit === 'bytes' && Math.abs(value) >= 1e6) {
    return Math.abs(value) >= 1e9 ? `${rounded(value / 1e9)} GB` : `${rounded(value / 1e6)} MB`;
  }
  return `${rounded(value)}${units[unit]}`;
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

/** What one rule saw, in plain words that follow the metric's name: `7.2 % is beyond 5 %, 3 times in a row`. */
export function sayRule(judged: RuleJudged): string {
  const { rule, value, threshold, compared, deviation, streak } = judged;
  const say = (number: number | null) => (number === null ? 'nothing' : sayValue(number, rule.unit));
  const off = deviation === null ? '' : ` (${deviation > 0 ? '+' : ''}${rounded(deviation)} %)`;
  // Rounded, the two may look the same.
  const beyond = `${say(value) === say(threshold) ? 'just ' : ''}beyond ${say(threshold)}`;
  switch (judged.reason) {
    case 'within-limit':
    case 'spike-passed':
      return `${say(value)}, within ${say(threshold)}`;
    case 'limit-broken':
      return `${say(value)} is ${beyond}${streak && streak.of > 1 ? `, ${streak.count} times in a row` : ''}`;
    case 'limit-being-broken':
      return `${say(value)} is ${beyond}, ${streak?.count ?? 1} of ${streak?.of ?? 1} times in a row`;
    case 'as-before':
      return `${say(value)}, as before (${say(compared)})`;
    case 'unlike-before':
      return `${say(value)} against ${say(compared)} before${off}, more than ${rule.check === 'baseline' ? rule.within : 0} % off`;
    case 'baseline-missing':
    case 'baseline-zero':
      return `${say(value)}, and nothing from before to compare it with`;
    case 'as-stable':
      return `${say(value)}, as the stable version (${say(compared)})`;
    case 'worse-than-stable':
      return `${say(value)} is worse than the stable version (${say(compared)})${off}`;
    case 'perhaps-worse-than-stable':
      return `${say(value)} is perhaps worse than the stable version (${say(compared)})`;
    case 'stable-missing':
    case 'stable-too-few-samples':
      return `${say(value)}, and too little of the stable version to compare it with`;
    case 'steady':
    case 'grew-and-settled':
      return 'it does not keep growing';
    case 'growing':
      return `it keeps growing${value === null ? '' : ` by ${rounded(value)} % an hour`}`;
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
