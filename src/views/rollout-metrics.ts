import type { AnalysisVerdict, Judgement, MetricJudged, RuleJudged } from '../model/analysis.ts';
import { sayRule, sayValue } from '../model/judgement-words.ts';
import { esc } from './text.ts';

const signs: Record<AnalysisVerdict, string> = {
  pass: ':white_check_mark:',
  fail: ':x:',
  inconclusive: ':grey_question:',
};

/** More would not be read; the worst come first. */
const most = 12;
const order: readonly AnalysisVerdict[] = ['fail', 'inconclusive', 'pass'];

/** Each metric on a line: what it is, its limit, and what the stable version has. */
export function metricLines({ metrics }: Judgement): string[] {
  const sorted = [...metrics].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const lines = sorted.slice(0, most).map(metricLine);
  return metrics.length > most ? [...lines, `… and ${metrics.length - most} more metrics`] : lines;
}

function metricLine({ metric, verdict, told, rules, stable }: MetricJudged): string {
  const known = [told, ...rules];
  const value = known.find((each) => each.value !== null && each.rule.check === 'threshold') ?? told;
  const parts = [
    value.value === null ? 'no value' : sayValue(value.value, value.rule.unit),
    ...limitWords(known.find(({ rule }) => rule.check === 'threshold')),
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
  return `${signs[verdict]} *${esc(metric, 80)}* ${parts.join(' · ')}${why}`;
}

/** As in `limit 5 %`. */
function limitWords(judged: RuleJudged | undefined): string[] {
  if (judged?.rule.check !== 'threshold') return [];
  const { max, min, unit } = judged.rule;
  return [
    ...(max === undefined ? [] : [`limit ${sayValue(max, unit)}`]),
    ...(min === undefined ? [] : [`at least ${sayValue(min, unit)}`]),
  ];
}

/** What it was compared with, else what is there at the moment. */
function stableWords(now: number | null | undefined, compared: RuleJudged | undefined, { rule }: RuleJudged): string[] {
  if (compared?.compared != null) return beside('stable', compared);
  return now == null ? [] : [`stable ${sayValue(now, rule.unit)}`];
}

function beside(what: string, judged: RuleJudged | undefined): string[] {
  return judged?.compared == null ? [] : [`${what} ${sayValue(judged.compared, judged.rule.unit)}`];
}
