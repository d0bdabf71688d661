import type {
  AnalysisReason,
  AnalysisVerdict,
  AnalysisWindow,
  Judgement,
  MetricJudged,
  RuleJudged,
} from '../../model/analysis.ts';

/** The metric says nothing at all, so that nobody sees what its users see. */
const blind: readonly AnalysisReason[] = [
  'source-away',
  'no-data',
  'not-a-number',
  'several-series',
  'samples-stopped',
  'stable-missing',
];

const badness: Record<AnalysisVerdict, number> = { pass: 0, inconclusive: 1, fail: 2 };

/** The rule that speaks for a metric: the worst, and of several failures the one that takes the release back. */
export function worst(rules: readonly RuleJudged[]): RuleJudged | null {
  const weight = ({ verdict, rule }: RuleJudged) =>
    badness[verdict] * 2 + (verdict === 'fail' && rule.onFail === 'roll-back' ? 1 : 0);
  return [...rules].sort((a, b) => weight(b) - weight(a))[0] ?? null;
}

/**
 * What the metrics together mean. A failed rule is acted on at once. Nothing is promoted before the end, nor without every metric having
 * passed; at the end an open question goes to a person, only a streak that stands open is waited for: the next samples end it.
 */
export function combine(metrics: readonly MetricJudged[], window: AnalysisWindow): Judgement {
  // By the metric's own name: of several services it says of which it is.
  const rules = metrics.flatMap(({ metric, rules }) => rules.map((rule) => ({ ...rule, metric })));
  const decided = (
    decision: Judgement['decision'],
    reason: Judgement['reason'],
    of: readonly { metric: string }[] = [],
  ): Judgement => ({
    at: window.now,
    decision,
    reason,
    because: [...new Set(of.map(({ metric }) => metric))],
    metrics,
  });
  if (rules.length === 0) return decided('ask', 'nothing-judged');

  const failed = rules.filter(({ verdict }) => verdict === 'fail');
  const grave = failed.filter(({ rule }) => rule.onFail === 'roll-back');
  if (grave.length > 0) return decided('roll-back', 'rule-failed', grave);
  if (failed.length > 0) return decided('ask', 'goal-missed', failed);

  const open = rules.filter(({ verdict }) => verdict === 'inconclusive');
  const counting = open.filter(({ reason }) => reason === 'limit-being-broken');
  const unseen = open.filter(
    ({ reason, lastAt }) => blind.includes(reason) && window.now - (lastAt ?? window.from) >= window.patience,
  );
  if (unseen.length > 0) return decided('ask', 'blind-too-long', unseen);
  if (window.now < window.until) {
    return counting.length > 0 ? decided('wait', 'limit-being-broken', counting) : decided('wait', 'not-over-yet');
  }
  const unanswered = open.filter((each) => !counting.includes(each));
  if (unanswered.length > 0) return decided('ask', 'inconclusive-at-end', unanswered);
  return counting.length > 0 ? decided('wait', 'limit-being-broken', counting) : decided('promote', 'all-passed');
}

/** What the metrics mean without those that a person has answered for; null where nothing is left to judge. */
export function leftOpen(
  judgement: Judgement | null,
  settled: ReadonlySet<string>,
  window: AnalysisWindow,
): Judgement | null {
  const metrics = judgement?.metrics.filter(({ metric }) => !settled.has(metric)) ?? [];
  return metrics.length === 0 ? null : combine(metrics, window);
}
