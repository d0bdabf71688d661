import { describe, expect, test } from 'vitest';
import type { AnalysisWindow, MetricRule, Observed, StableRule } from '../../../src/model/analysis.ts';
import { minute } from '../../../src/model/time.ts';
import { judgeMetrics } from '../../../src/policy/analysis/judge-metrics.ts';
import { atSample, recorded, seen, series, window } from './recorded.ts';

const slower: StableRule = {
  metric: 'p95',
  unit: 'ms',
  kind: 'gauge',
  onFail: 'roll-back',
  check: 'stable',
  worse: 'higher',
  tolerance: 10,
  confidence: 0.98,
};
const told = (observed: Observed, changes: Partial<StableRule> = {}, when: AnalysisWindow = window()) => {
  const rule: MetricRule = { ...slower, ...changes, metric: observed.metric };
  const [metric] = judgeMetrics([rule], { window: when, observed: [observed], baseline: null }).metrics;
  if (!metric) throw new Error('nothing was judged');
  return metric.told;
};
const { p95Clean, p95Slower, p95Stable, p95Step, errorsClean, errorsStable, errorsStep, throughputClean } = recorded;
const zeros = Array<number>(30).fill(0);
const few = p95Stable.map((value, index) => (index < 24 ? Number.NaN : value));

describe('the canary against the stable version', () => {
  test.each<[string, Observed, Partial<StableRule>, string, string]>([
    ['the same', seen('p95', p95Clean, p95Stable), {}, 'pass', 'as-stable'],
    ['itself', seen('p95', p95Clean, p95Clean), {}, 'pass', 'as-stable'],
    ['a quarter slower', seen('p95', p95Slower, p95Stable), {}, 'fail', 'worse-than-stable'],
    ['a quarter slower, tolerated', seen('p95', p95Slower, p95Stable), { tolerance: 40 }, 'pass', 'as-stable'],
    [
      'at the edge of what is tolerated',
      seen('p95', p95Slower, p95Stable),
      { tolerance: 23 },
      'inconclusive',
      'perhaps-worse-than-stable',
    ],
    ['faster', seen('p95', p95Stable, p95Slower), {}, 'pass', 'as-stable'],
    [
      'faster, where that is strange',
      seen('p95', p95Stable, p95Slower),
      { worse: 'different' },
      'fail',
      'worse-than-stable',
    ],
    ['a step', seen('errors', errorsStep, errorsStable), { allowance: 1 }, 'inconclusive', 'perhaps-worse-than-stable'],
    ['no errors on either side', seen('errors', zeros, zeros), {}, 'pass', 'as-stable'],
    ['errors where there were none', seen('errors', errorsClean, zeros), {}, 'fail', 'worse-than-stable'],
    ['so few that they do no harm', seen('errors', errorsClean, zeros), { allowance: 1 }, 'pass', 'as-stable'],
    [
      'half of the throughput',
      seen(
        'throughput',
        throughputClean.map((value) => value / 2),
        throughputClean,
      ),
      { worse: 'lower' },
      'fail',
      'worse-than-stable',
    ],
    ['no stable version', seen('p95', p95Clean), {}, 'inconclusive', 'stable-missing'],
    ['a stable version without samples', seen('p95', p95Clean, []), {}, 'inconclusive', 'stable-missing'],
    [
      'a stable version that has stopped',
      seen('p95', p95Clean, p95Stable.slice(0, 15)),
      {},
      'inconclusive',
      'stable-missing',
    ],
    ['few stable samples', seen('p95', p95Clean, few), {}, 'inconclusive', 'stable-too-few-samples'],
    [
      'a stable version in several series',
      {
        metric: 'p95',
        series: [series(p95Clean)],
        stable: [series(p95Stable, { pod: 'a' }), series(p95Stable, { pod: 'b' })],
      },
      {},
      'inconclusive',
      'stable-missing',
    ],
    [
      'a canary that has stopped',
      seen('p95', p95Slower.slice(0, 15), p95Stable),
      {},
      'inconclusive',
      'samples-stopped',
    ],
  ])('%s', (_, observed, changes, verdict, reason) => {
    expect(told(observed, changes)).toMatchObject({ verdict, reason });
  });

  test('what turns bad late is found in the latest minutes, while the whole cannot tell yet', () => {
    const turned = seen('p95', p95Step, p95Stable);
    expect(told(turned)).toMatchObject({ verdict: 'pass' });
    expect(told(turned, { over: 5 * minute })).toMatchObject({ verdict: 'fail', samples: 10 });
    expect(told(turned, { over: 5 * minute }, atSample(18))).toMatchObject({ verdict: 'pass', samples: 10 });
  });

  test('the answer tells both medians, the difference and from where on it would be too much', () => {
    const found = told(seen('p95', p95Slower, p95Stable));
    expect(found).toMatchObject({ samples: 30, verdict: 'fail' });
    expect(found.difference?.estimate).toBeCloseTo(80.2, 6);
    expect(found.difference?.low).toBeCloseTo(67.2, 6);
    expect(found.compared).toBeCloseTo(318.05, 0);
    expect(found.threshold).toBeCloseTo((found.compared ?? 0) * 1.1, 6);
    expect(found.deviation).toBeCloseTo(
      (((found.value ?? 0) - (found.compared ?? 0)) / (found.compared ?? 0)) * 100,
      6,
    );
  });

  test('counters are compared by what they add a second', () => {
    const counting = (perInterval: number) => Array.from({ length: 30 }, (_, index) => 1000 + index * perInterval);
    const observed = seen('failures', counting(90), counting(60));
    expect(told(observed, { kind: 'counter', unit: 'count' })).toMatchObject({
      verdict: 'fail',
      value: 3,
      compared: 2,
    });
  });
});
