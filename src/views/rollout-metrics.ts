import type { AnalysisVerdict, Judgement, MetricJudged, RuleJudged } from '../model/analysis.ts';
import { isAdded, sayChange, sayCompared, sayReading, sayRule } from '../model/judgement-words.ts';
import { sayValue } from '../model/metric-words.ts';
import { esc } from './text.ts';

const signs: Record<AnalysisVerdict, string> = {
  pass: ':white_check_mark:',
  fail: ':x:',
  inconclusive: ':grey_question:',
};

/** More would not be read; the worst come first. */
const most = 12;
const order: readonly AnalysisVerdict[] = ['fail', 'inconclusive', 'pass'];

/** What cannot have an answer yet is no trouble, and comes last. */
const early = ({ verdict, told }: MetricJudged) => verdict === 'inconclusive' && told.reason === 'warming-up';
const rank = (metric: MetricJudged) => (early(metric) ? order.length : order.indexOf(metric.verdict));

/** Each metric on a line: what it is, its limit, and what the stable version has. `since`: what the look began with, in words. */
export function metricLines({ metrics }: Judgement, since: string): string[] {
  const sorted = [...metrics].sort((a, b) => rank(a) - rank(b));
  const lines = sorted.slice(0, most).map((metric) => metricLine(metric, since));
  return metrics.length > most ? [...lines, `… and ${metrics.length - most} more metrics`] : lines;
}

function metricLine(judged: MetricJudged, since: string): string {
  const { metric, verdict, told, rules, stable } = judged;
  const known = [told, ...rules];
  const value = known.find((each) => each.value !== null && each.rule.check === 'threshold') ?? told;
  const parts = [
    `${sayReading(value)}${value.value !== null && isAdded(value.rule) ? ` since ${since}` : ''}`,
    ...limitWords(known.find(({ rule }) => rule.check === 'threshold') ?? value),
    ...stableWords(
      stable,
      known.find(({ rule }) => rule.check === 'stable'),
      told,
    ),
    ...beside(
      'before',
      known.find(({ rule }) => rule.check === 'baseline'),
    ),
  ];
  const why = verdict === 'pass' ? '' : `: ${esc(sayRule(told), 200)}`;
  return `${early(judged) ? ':hourglass_flowing_sand:' : signs[verdict]} *${esc(metric, 80)}* ${parts.join(' · ')}${why}`;
}

/** As in `limit 5 %`, or `limit 10 % an hour` of a growth. */
function limitWords({ rule }: RuleJudged): string[] {
  if (rule.check === 'steady') return [`limit ${sayValue(rule.growthPerHour, 'percent')} an hour`];
  if (rule.check !== 'threshold') return [];
  const { max, min, unit } = rule;
  return [
    ...(max === undefined ? [] : [`limit ${sayValue(max, unit)}`]),
    ...(min === undefined ? [] : [`at least ${sayValue(min, unit)}`]),
  ];
}

/** What it was compared with, else what is there at the moment. */
function stableWords(now: number | null | undefined, compared: RuleJudged | undefined, { rule }: RuleJudged): string[] {
  if (compared?.compared != null) return beside('stable', compared);
  if (now == null) return [];
  return [`stable ${rule.kind === 'counter' ? sayChange(now, rule.unit) : sayValue(now, rule.unit)}`];
}

function beside(what: string, judged: RuleJudged | undefined): string[] {
  return judged?.compared == null ? [] : [`${what} ${sayCompared(judged)}`];
}
