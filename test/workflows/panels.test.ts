import { expect, test } from 'vitest';
import type { MetricRule } from '../../src/model/analysis.ts';
import type { MetricSource } from '../../src/model/delivery.ts';
import type { Series } from '../../src/model/metric.ts';
import { minute, second } from '../../src/model/time.ts';
import { panelsOf } from '../../src/workflows/panels.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeMetrics } from '../fakes/metrics.ts';

const every = 30 * second;
const from = Math.ceil(Date.UTC(2026, 0, 20, 15) / every) * every;
const restarts: MetricSource = {
  ...{ name: 'restarts', query: 'restarts{service="{{service}}",track="{{track}}"}' },
  ...{ unit: 'count', kind: 'counter' },
};
const limit: MetricRule = {
  ...{ check: 'threshold', metric: 'restarts', unit: 'count', kind: 'counter', onFail: 'roll-back' },
  ...{ max: 3, consecutive: 1 },
};
const pod = (name: string, values: readonly number[]): Series => ({
  labels: { pod: name },
  samples: values.map((value, index) => ({ at: from + index * every, value })),
});

test('a counter is drawn as what was added over all its series, as it is judged', async () => {
  const metrics = createFakeMetrics();
  const about = { service: 'api', version: 'v2', sha: 'c2', track: 'canary' as const, environment: 'production' };
  metrics.know({ text: restarts.query, about }, [pod('a', [7, 7, 8]), pod('b', [12, 13, 13])]);
  metrics.know({ text: restarts.query, about: { ...about, track: 'stable' } }, [pod('c', [40, 40, 40])]);
  const pictured = await panelsOf(
    { metrics, clock: createFakeClock(from + 2 * every) },
    {
      ...{ sources: [restarts], from, because: [], baseline: { takenAt: from, values: { restarts: 0.5 } } },
      analysis: { every, leastSamples: 1, patience: 3 * minute, rules: [limit] },
      services: [{ about, stable: { ...about, track: 'stable' } }],
    },
  );
  const [panel] = pictured?.panels ?? [];
  expect(panel?.canary.map(({ value }) => value)).toEqual([0, 1, 2]);
  expect(panel?.stable.map(({ value }) => value)).toEqual([0, 0, 0]);
  expect(panel?.threshold).toEqual({ value: 3, is: 'most' });
});
