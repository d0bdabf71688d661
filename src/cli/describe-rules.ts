import type { MetricRule } from '../model/analysis.ts';
import type { MetricUnit } from '../model/metric.ts';
import { sayExactly } from '../model/metric-words.ts';
import { sayDuration } from '../model/time.ts';

/** One line for each rule, as in `errors must be below 5 %, 3 samples in a row fail it: it is taken back`. */
export function sayRules(rules: readonly MetricRule[]): string[] {
  return rules.map((rule) => {
    const { metric, unit, onFail, traffic } = rule;
    const idle = traffic ? `; says nothing where ${traffic.metric} is lower than ${traffic.least}` : '';
    if (rule.check === 'threshold' && !rule.strict) {
      const beyond = sayLimits({ max: rule.min, min: rule.max }, unit);
      return `rolled back when ${metric} is ${beyond}${inARow(rule.consecutive)}${idle}`;
    }
    const what = onFail === 'ask' ? 'else a person is asked' : 'else it is taken back';
    return `${metric} must ${sayDemand(rule)}, ${what}${idle}`;
  });
}

function sayDemand(rule: MetricRule): string {
  if (rule.check === 'threshold') return `be ${sayLimits(rule, rule.unit)}${inARow(rule.consecutive)}`;
  if (rule.check === 'steady') return `grow by less than ${rule.growthPerHour} % an hour`;
  if (rule.check === 'baseline') {
    const side = { above: 'not exceed the baseline by', below: 'not fall under the baseline by', both: 'stay within' };
    const of = rule.side === undefined || rule.side === 'both' ? ' % of the baseline' : ' %';
    return `${side[rule.side ?? 'both']} ${rule.side ? 'more than ' : ''}${rule.within}${of}${latest(rule.over)}`;
  }
  const worse = { higher: 'higher than', lower: 'lower than', different: 'other than' }[rule.worse];
  const allowed = rule.allowance === undefined ? '' : ` and ${sayExactly(rule.allowance, rule.unit)}`;
  const sure = `${Math.round(rule.confidence * 100)} % sure`;
  return `not be ${worse} that of the stable version, by more than ${rule.tolerance} %${allowed} and ${sure}${latest(rule.over)}`;
}

function sayLimits({ max, min }: { max?: number | undefined; min?: number | undefined }, unit: MetricUnit): string {
  return [
    ...(min === undefined ? [] : [`above ${sayExactly(min, unit)}`]),
    ...(max === undefined ? [] : [`below ${sayExactly(max, unit)}`]),
  ].join(' and ');
}

function inARow(count: number): string {
  return count === 1 ? '' : ` (${count} in a row count)`;
}

function latest(over: number | undefined): string {
  return over === undefined ? '' : `, in the latest ${sayDuration(over)}`;
}
