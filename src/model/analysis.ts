import type { MetricKind, MetricUnit, Series } from './metric.ts';
import type { Instant, Millis } from './time.ts';

/** What a failed rule leads to: the release is taken back at once, or a person is asked. */
export type OnFail = 'roll-back' | 'ask';

/** Confidence levels that a comparison can ask for; Kayenta works with 0.98. */
export const confidences = [0.9, 0.95, 0.98, 0.99] as const;
export type Confidence = (typeof confidences)[number];

interface RuleBase {
  metric: string;
  unit: MetricUnit;
  kind: MetricKind;
  onFail: OnFail;
  /** Where this much traffic is missing (the median of that metric, a gauge), the rule has no answer. */
  traffic?: { metric: string; least: number };
}

/**
 * A limit in the metric's unit, at least one of the two. The limit itself is still allowed ("rolls back above 5 %"), unless `strict`
 * ("must be below 5 %"). For a counter it limits what was added since the window began ("more than 3 restarts").
 */
export interface ThresholdRule extends RuleBase {
  check: 'threshold';
  max?: number;
  min?: number;
  strict?: boolean;
  /** So many samples in a row beyond the limit make it fail; 1 is the first. */
  consecutive: number;
}

/** The median stays within so many percent of the snapshot that was taken before the deployment. */
export interface BaselineRule extends RuleBase {
  check: 'baseline';
  within: number;
  /** Which departures count; `both` when left out. */
  side?: 'above' | 'below' | 'both';
  /** Only the latest part of the window is looked at; the whole of it when left out. */
  over?: Millis;
  /** What is read so soon is not compared: rates take their time to rise from nothing to what they are. */
  warmUp?: Millis;
}

/** The new version is not worse than the stable one running beside it, by a nonparametric test. */
export interface StableRule extends RuleBase {
  check: 'stable';
  /** Which way is bad: more errors, less throughput. */
  worse: 'higher' | 'lower' | 'different';
  /** A difference of so many percent of the stable version's median does no harm. */
  tolerance: number;
  /** Nor does so much in the metric's unit: for metrics whose usual value is zero or nearly so. */
  allowance?: number;
  confidence: Confidence;
  /**
   * Only the latest part of the window is compared; the whole of it when left out. A version that turns bad late is found sooner in
   * the latest five minutes than in the whole quarter of an hour, in which its good ones still count.
   */
  over?: Millis;
}

/** The metric does not go on growing: the slow leak. Percent of its own median in an hour. */
export interface SteadyRule extends RuleBase {
  check: 'steady';
  growthPerHour: number;
  /** What the process fills while it starts is no leak. */
  warmUp?: Millis;
}

export type MetricRule = ThresholdRule | BaselineRule | StableRule | SteadyRule;

/** The usual values before the deployment; null for a metric that had too little to tell. */
export interface Baseline {
  takenAt: Instant;
  values: Readonly<Record<string, number | null>>;
}

/** What was read for one metric; null where its source did not answer. */
export interface Observed {
  metric: string;
  series: readonly Series[] | null;
  /** The same metric of the stable version, where the release runs beside one. */
  stable?: readonly Series[] | null;
}

/** When is judged, and of what time. */
export interface AnalysisWindow {
  from: Instant;
  now: Instant;
  /** When the watch is over and there must be an answer. */
  until: Instant;
  /** Between two samples. */
  interval: Millis;
  /** Fewer usable samples than this are no answer. */
  leastSamples: number;
  /** A metric that says nothing for so long is taken to a person before the end. */
  patience: Millis;
}

export const analysisVerdicts = ['pass', 'fail', 'inconclusive'] as const;
export type AnalysisVerdict = (typeof analysisVerdicts)[number];

/** Every reason that a rule can give for its verdict. */
export const analysisReasons = [
  'within-limit',
  'spike-passed',
  'limit-broken',
  'limit-being-broken',
  'as-before',
  'unlike-before',
  'baseline-missing',
  'baseline-zero',
  'as-stable',
  'worse-than-stable',
  'perhaps-worse-than-stable',
  'stable-missing',
  'stable-too-few-samples',
  'steady',
  'grew-and-settled',
  'growing',
  'perhaps-growing',
  'source-away',
  'no-data',
  'not-a-number',
  'several-series',
  'too-few-samples',
  'warming-up',
  'samples-stopped',
  'no-traffic',
] as const;
export type AnalysisReason = (typeof analysisReasons)[number];

/** What one rule saw. Values are in the metric's unit (per second where a counter is compared); null where there is none. */
export interface RuleJudged {
  rule: MetricRule;
  verdict: AnalysisVerdict;
  reason: AnalysisReason;
  /** The value that decided: a sample, a median, a growth in percent an hour. */
  value: number | null;
  /** The limit it was held against; for a comparison the value at which it would be too far off. */
  threshold: number | null;
  /** What it was compared with: the baseline, or the stable version's median. */
  compared: number | null;
  /** How far it is from `compared`, in percent of that. */
  deviation: number | null;
  /** For a comparison with the stable version: the difference and its interval at the wanted confidence. */
  difference: { estimate: number; low: number; high: number } | null;
  /** Samples in a row beyond the limit, of so many that are needed. */
  streak: { count: number; of: number } | null;
  /** Usable samples, and the last of them. */
  samples: number;
  lastAt: Instant | null;
  /** The sample that completed the failure. */
  failedAt: Instant | null;
}

/** A metric is as bad as the worst of its rules. `told` is the rule that speaks for it. */
export interface MetricJudged {
  metric: string;
  verdict: AnalysisVerdict;
  told: RuleJudged;
  rules: readonly RuleJudged[];
  /** What the stable version beside it has at the moment, in the metric's unit; null where that is not known, absent where none runs beside. */
  stable?: number | null;
}

export const analysisDecisions = ['promote', 'wait', 'roll-back', 'ask'] as const;
export type AnalysisDecision = (typeof analysisDecisions)[number];

/** Why the whole was decided so. */
export const decisionReasons = [
  'all-passed',
  'not-over-yet',
  'limit-being-broken',
  'rule-failed',
  'goal-missed',
  'blind-too-long',
  'inconclusive-at-end',
  'nothing-judged',
] as const;
export type DecisionReason = (typeof decisionReasons)[number];

export interface Judgement {
  at: Instant;
  decision: AnalysisDecision;
  reason: DecisionReason;
  /** The metrics that the decision rests on, by name. */
  because: readonly string[];
  metrics: readonly MetricJudged[];
}

export const contradictionCodes = [
  'no-limit',
  'limits-crossed',
  'limit-never-broken',
  'limit-always-broken',
  'goal-beyond-trigger',
  'count-too-small',
  'units-differ',
  'kinds-differ',
  'counter-always-grows',
  'traffic-unknown',
] as const;
export type ContradictionCode = (typeof contradictionCodes)[number];

/** Rules of one metric that cannot all be meant, with the numbers that clash. */
export interface Contradiction {
  metric: string;
  code: ContradictionCode;
  values: readonly number[];
}
