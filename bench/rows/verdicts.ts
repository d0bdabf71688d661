import type { AnalysisWindow, MetricRule, Observed } from '../../src/model/analysis.ts';
import type { Series } from '../../src/model/metric.ts';
import { judgeMetrics } from '../../src/policy/analysis/judge-metrics.ts';
import type { RowGroup } from '../row-group.ts';
import { percentile } from '../statistics.ts';
import { ratio, time } from '../table.ts';

const began = Date.parse('2026-01-13T16:00:00Z');
const interval = 30_000;
const length = 15 * 60_000;

/** The canary of the mission: limits with three failures in a row, the stable version beside it, growth of memory. */
const rules: readonly MetricRule[] = [
  {
    ...{ metric: 'errors', unit: 'percent', kind: 'gauge', onFail: 'roll-back' },
    ...{ check: 'threshold', max: 5, strict: true, consecutive: 3 },
  },
  {
    ...{ metric: 'p95', unit: 'ms', kind: 'gauge', onFail: 'roll-back' },
    ...{ check: 'threshold', max: 1_000, strict: true, consecutive: 3 },
  },
  {
    ...{ metric: 'errors', unit: 'percent', kind: 'gauge', onFail: 'ask' },
    ...{ check: 'stable', worse: 'higher', tolerance: 10, allowance: 0.5, confidence: 0.98 },
  },
  {
    ...{ metric: 'p95', unit: 'ms', kind: 'gauge', onFail: 'ask' },
    ...{ check: 'stable', worse: 'higher', tolerance: 10, confidence: 0.98 },
  },
  {
    ...{ metric: 'cpu', unit: 'cores', kind: 'gauge', onFail: 'ask' },
    ...{ check: 'stable', worse: 'higher', tolerance: 20, confidence: 0.98 },
  },
  {
    ...{ metric: 'memory', unit: 'bytes', kind: 'gauge', onFail: 'ask' },
    ...{ check: 'steady', growthPerHour: 40 },
  },
];

/** From the samples of a whole canary to the decision, on a pass and on a roll-back; beside the reading of the same samples as JSON. */
export const verdicts: RowGroup = {
  letter: 'n',
  title: 'verdict on a canary of 15 minutes and four metrics',
  async measure({ quick }, say) {
    const lines = [];
    for (const bad of [false, true]) {
      const times: number[] = [];
      const floor: number[] = [];
      for (let round = 0; round < (quick ? 200 : 2_000); round++) {
        const observed = canary(round, bad);
        const text = JSON.stringify(observed);
        const first = performance.now();
        JSON.parse(text);
        const second = performance.now();
        const { decision } = judgeMetrics(rules, { window, observed, baseline: null });
        times.push(performance.now() - second);
        floor.push(second - first);
        if (decision !== (bad ? 'roll-back' : 'promote')) throw new Error(`judged otherwise: ${decision}`);
      }
      say(
        `${bad ? 'bad' : 'good'}: the first ${time(times[0] ?? Number.NaN)}, the slowest ${time(Math.max(...times))}`,
      );
      for (const [name, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        lines.push({
          what: `verdict on ${bad ? 'a bad' : 'a good'} canary, four metrics: ${name} of ${times.length}`,
          ours: time(percentile(times, share)),
          floor: `JSON.parse of them: ${time(percentile(floor, share))}`,
          ratio: ratio(percentile(times, share), percentile(floor, share)),
          bar: '< 5 ms',
        });
      }
    }
    return lines;
  },
};

const window: AnalysisWindow = {
  ...{ from: began, now: began + length, until: began + length },
  ...{ interval, leastSamples: 5, patience: 2 * 60_000 },
};

/** Never the same twice. The bad one has errors from the tenth minute on. */
function canary(round: number, bad: boolean): Observed[] {
  const noise = noiseFrom(round + 1);
  const both = (level: number, spread: number) => ({
    series: [course(() => level + noise() * spread)],
    stable: [course(() => level + noise() * spread)],
  });
  const errors = both(0.4, 0.3);
  if (bad) errors.series = [course((index) => (index < 20 ? 0.4 : 7) + noise())];
  return [
    { metric: 'errors', ...errors },
    { metric: 'p95', ...both(320, 30) },
    { metric: 'cpu', ...both(1.8, 0.1) },
    { metric: 'memory', ...both(512e6, 5e6) },
  ];
}

function course(value: (index: number) => number): Series {
  const count = length / interval + 1;
  return {
    labels: { track: 'canary' },
    samples: Array.from({ length: count }, (_, index) => ({ at: began + index * interval, value: value(index) })),
  };
}

/** Between -0.5 and 0.5; the same each time for a seed, so that runs can be compared. */
function noiseFrom(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}
