import type { Judgement, MetricJudged, RuleJudged } from '../src/model/analysis.ts';
import type { Rollout, RolloutOfService } from '../src/model/rollout.ts';
import { minute } from '../src/model/time.ts';
import { planOf } from '../src/policy/strategies/plan.ts';
import { now } from './builders.ts';

export function judgedRule(changes: Partial<RuleJudged> = {}): RuleJudged {
  return {
    rule: {
      ...{ check: 'threshold', metric: 'errors', unit: 'percent', kind: 'gauge', onFail: 'roll-back' },
      ...{ max: 5, consecutive: 3 },
    },
    ...{ verdict: 'pass', reason: 'within-limit', value: 0.2, threshold: 5, compared: null, deviation: null },
    ...{ difference: null, streak: { count: 0, of: 3 }, samples: 24, lastAt: now, failedAt: null },
    ...changes,
  };
}

export function judgedMetric(metric: string, told = judgedRule(), rules = [told]): MetricJudged {
  return { metric, verdict: told.verdict, told, rules };
}

/** Beside a stable version that has 0.18 %. */
export function judgement(changes: Partial<Judgement> = {}): Judgement {
  const beside = judgedRule({
    rule: {
      ...{ check: 'stable', metric: 'errors', unit: 'percent', kind: 'gauge', onFail: 'ask' },
      ...{ worse: 'higher', tolerance: 10, confidence: 0.98 },
    },
    reason: 'as-stable',
    compared: 0.18,
  });
  const p95 = judgedRule({
    rule: {
      ...{ check: 'threshold', metric: 'p95', unit: 'ms', kind: 'gauge', onFail: 'ask' },
      ...{ max: 1_000, consecutive: 3 },
    },
    ...{ value: 240, threshold: 1_000 },
  });
  return {
    ...{ at: now, decision: 'wait', reason: 'not-over-yet', because: [] },
    metrics: [judgedMetric('errors', judgedRule(), [judgedRule(), beside]), judgedMetric('p95', p95)],
    ...changes,
  };
}

export function rolloutOfService(service: string, changes: Partial<RolloutOfService> = {}): RolloutOfService {
  return {
    ...{ service, state: 'moving', pods: { ready: 1, wanted: 1, restarts: 0 }, weight: 10, why: null },
    ...{ stable: `ghcr.io/acme/${service}:v1.3.9`, fresh: `ghcr.io/acme/${service}:v1.4.0` },
    ...changes,
  };
}

/** A canary at 10 %, three of fifteen minutes on. */
export function rollout(changes: Partial<Rollout> = {}): Rollout {
  const phases = [{ weight: 10, watch: 15 * minute }];
  const place = { on: 'kubernetes' as const, workloads: [], replicas: null, deadline: 10 * minute };
  const { steps } = planOf(
    { kind: 'canary', ...place, engine: 'quarterdeck', traffic: { by: 'http-route', route: 'api' }, phases },
    { smoke: [] },
  );
  return {
    ...{
      strategy: 'canary',
      phases,
      at: 0,
      plan: steps,
      done: 2,
      waves: [['api']],
      wave: 0,
      step: 'watch',
      weight: 10,
    },
    ...{ phaseSince: now - 3 * minute, phaseUntil: now + 12 * minute, left: null, held: null, question: null },
    ...{ asked: 0, judgement: judgement(), services: [rolloutOfService('api')], takenBack: null, touched: [] },
    ...changes,
  };
}
