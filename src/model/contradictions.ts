import type { Contradiction, ContradictionCode, MetricRule, ThresholdRule } from './analysis.ts';

/** Rules that cannot all be meant: a catalog that has some is refused. `metrics` are the names that can be measured. */
export function contradictions(rules: readonly MetricRule[], metrics: readonly string[]): Contradiction[] {
  const alone = rules.flatMap((rule) => ofOne(rule, metrics));
  const names = [...new Set(rules.map(({ metric }) => metric))];
  return [...alone, ...names.flatMap((metric) => ofMetric(rules.filter((rule) => rule.metric === metric)))];
}

function ofOne(rule: MetricRule, metrics: readonly string[]): Contradiction[] {
  const found: Contradiction[] = [];
  const clash = (code: ContradictionCode, ...values: number[]) => found.push({ metric: rule.metric, code, values });
  if (rule.traffic && !metrics.includes(rule.traffic.metric)) clash('traffic-unknown');
  if (rule.check === 'steady' && rule.kind === 'counter') clash('counter-always-grows');
  if (rule.check !== 'threshold') return found;

  const { max, min, strict, unit, consecutive } = rule;
  if (max === undefined && min === undefined) clash('no-limit');
  if (max !== undefined && min !== undefined && (strict ? min >= max : min > max)) clash('limits-crossed', min, max);
  if (consecutive < 1) clash('count-too-small', consecutive);
  // Nothing that is measured here is below zero, and no part is more than the whole.
  if (max !== undefined && (strict ? max <= 0 : max < 0)) clash('limit-always-broken', max);
  if (min !== undefined && (strict ? min < 0 : min <= 0) && max === undefined) clash('limit-never-broken', min);
  if (unit === 'percent' && max !== undefined && (strict ? max > 100 : max >= 100)) clash('limit-never-broken', max);
  if (unit === 'percent' && min !== undefined && (strict ? min >= 100 : min > 100)) clash('limit-always-broken', min);
  return found;
}

function ofMetric(rules: readonly MetricRule[]): Contradiction[] {
  const metric = rules[0]?.metric ?? '';
  const found: Contradiction[] = [];
  if (new Set(rules.map(({ unit }) => unit)).size > 1) found.push({ metric, code: 'units-differ', values: [] });
  if (new Set(rules.map(({ kind }) => kind)).size > 1) found.push({ metric, code: 'kinds-differ', values: [] });

  const limits = rules.filter((rule): rule is ThresholdRule => rule.check === 'threshold');
  for (const goal of limits.filter(({ onFail }) => onFail === 'ask')) {
    for (const trigger of limits.filter(({ onFail }) => onFail === 'roll-back')) {
      const beyondMax = goal.max !== undefined && trigger.max !== undefined && goal.max > trigger.max;
      const beyondMin = goal.min !== undefined && trigger.min !== undefined && goal.min < trigger.min;
      // The release would be taken back before anybody heard that its goal is missed.
      if (beyondMax) found.push({ metric, code: 'goal-beyond-trigger', values: [goal.max ?? 0, trigger.max ?? 0] });
      if (beyondMin) found.push({ metric, code: 'goal-beyond-trigger', values: [goal.min ?? 0, trigger.min ?? 0] });
    }
  }
  return found;
}
