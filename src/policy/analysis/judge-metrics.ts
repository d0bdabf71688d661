import type {
  AnalysisWindow,
  Baseline,
  Judgement,
  MetricJudged,
  MetricRule,
  Observed,
  RuleJudged,
} from '../../model/analysis.ts';
import { answer } from './answer.ts';
import { baseline, usualValue } from './baseline.ts';
import { combine, worst } from './combine.ts';
import { median } from './median.ts';
import { stable } from './stable.ts';
import { steady } from './steady.ts';
import { threshold } from './threshold.ts';
import { usable } from './usable.ts';

/** All that is known when a release is judged. */
export interface Measured {
  window: AnalysisWindow;
  observed: readonly Observed[];
  /** Null where none was taken. */
  baseline: Baseline | null;
}

/** Judges every metric by its rules, in the order in which the rules name them, and says what to do. */
export function judgeMetrics(rules: readonly MetricRule[], measured: Measured): Judgement {
  const names = [...new Set(rules.map(({ metric }) => metric))];
  const metrics = names.flatMap((metric): MetricJudged[] => {
    const judged = rules.filter((rule) => rule.metric === metric).map((rule) => judgeRule(rule, measured));
    const told = worst(judged);
    return told ? [{ metric, verdict: told.verdict, told, rules: judged, ...besideOf(told.rule, measured) }] : [];
  });
  return combine(metrics, measured.window);
}

/**
 * The snapshot to compare with later, of the time before the deployment. A metric that cannot tell its usual value then is null, and the
 * rules that need it have no answer.
 */
export function takeBaseline(
  rules: readonly MetricRule[],
  observed: readonly Observed[],
  window: AnalysisWindow,
): Baseline {
  const wanted = rules.filter(({ check }) => check === 'baseline');
  const values = wanted.map((rule) => {
    const series = observed.find(({ metric }) => metric === rule.metric)?.series ?? [];
    return [rule.metric, usualValue(usable(series, rule.kind, window, 'rate'))] as const;
  });
  return { takenAt: window.now, values: Object.fromEntries(values) };
}

function judgeRule(rule: MetricRule, measured: Measured): RuleJudged {
  const { window } = measured;
  const found = measured.observed.find(({ metric }) => metric === rule.metric);
  const seen = usable(found ? found.series : [], rule.kind, window, rule.check === 'threshold' ? 'total' : 'rate');
  const judged = judgeSeen();
  const idle = lacksTraffic(judged, measured);
  return idle
    ? answer(rule, seen, 'inconclusive', 'no-traffic', { value: judged.value, threshold: judged.threshold })
    : judged;

  function judgeSeen(): RuleJudged {
    if (rule.check === 'threshold') return threshold(rule, seen, window);
    if (rule.check === 'baseline') return baseline(rule, seen, window, measured.baseline);
    if (rule.check === 'steady') return steady(rule, seen, window);
    const beside = found?.stable === undefined ? null : usable(found.stable, rule.kind, window, 'rate');
    return stable(rule, seen, beside, window);
  }
}

/** For people to compare, whether a rule compares or not. */
function besideOf({ metric, kind }: MetricRule, { observed, window }: Measured): Pick<MetricJudged, 'stable'> {
  const stable = observed.find((one) => one.metric === metric)?.stable;
  return stable === undefined ? {} : { stable: usable(stable, kind, window, 'total').samples.at(-1)?.value ?? null };
}

/**
 * Without traffic no errors are no merit: whatever the metric says, it says it of nobody. A share of no requests is no number, and the
 * median of none is not measured: there, only traffic that is known to be missing explains it.
 */
function lacksTraffic({ rule, verdict, reason }: RuleJudged, { observed, window }: Measured): boolean {
  const { traffic } = rule;
  if (!traffic) return false;
  const found = observed.find(({ metric }) => metric === traffic.metric);
  const seen = usable(found ? found.series : [], 'gauge', window, 'rate');
  const usual = median(seen.samples.map(({ value }) => value));
  if (verdict === 'inconclusive')
    return usual !== null && usual < traffic.least && (reason === 'not-a-number' || reason === 'no-data');
  return usual === null || usual < traffic.least;
}
