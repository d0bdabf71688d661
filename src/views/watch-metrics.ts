import type { AnalysisVerdict, Judgement, MetricJudged } from '../model/analysis.ts';
import { sayRule } from '../model/judgement-words.ts';
import { count, esc } from './text.ts';

/** More metrics than this are no summary. */
const mostMetrics = 12;

const signs: Record<AnalysisVerdict, string> = {
  pass: ':white_check_mark:',
  inconclusive: ':grey_question:',
  fail: ':x:',
};

/** Each metric against its limit and against what it was before, one line each; what is bad first. */
export function metricLines({ metrics }: Judgement): string[] {
  const bad = ({ verdict }: MetricJudged) => (verdict === 'fail' ? 0 : verdict === 'inconclusive' ? 1 : 2);
  const sorted = [...metrics].sort((a, b) => bad(a) - bad(b));
  const shown = sorted.slice(0, mostMetrics).map(metricLine);
  const more = metrics.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${count(more, 'more metric')}`] : [])];
}

/** The rule that speaks for it, and what the rules of other kinds saw. */
function metricLine({ metric, verdict, told, rules }: MetricJudged): string {
  const checks = new Set([told.rule.check]);
  const others = rules.filter(({ rule }) => !checks.has(rule.check) && checks.add(rule.check));
  const words = [told, ...others].map((judged) => esc(sayRule(judged), 150));
  return `${signs[verdict]} *${esc(metric, 80)}*  ${words.join('; ')}`;
}
