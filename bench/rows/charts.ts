import { createCharts } from '../../src/adapters/charts/charts.ts';
import type { CanaryPanel } from '../../src/model/canary-chart.ts';
import { canaryChart } from '../../src/views/charts/canary.ts';
import type { RowGroup } from '../row-group.ts';
import { percentile } from '../statistics.ts';
import { time } from '../table.ts';

const began = Date.parse('2026-01-13T16:00:00Z');
const interval = 30_000;

/** A whole canary of 15 minutes with four metrics; the first picture also reads the libraries. */
export const charts: RowGroup = {
  letter: 'm',
  title: 'chart of a canary rendered',
  async measure({ quick }, say) {
    const drawer = createCharts();
    const times: number[] = [];
    for (let round = 0; round < (quick ? 10 : 50); round++) {
      const begun = performance.now();
      const chart = canaryChart({
        ...{ service: 'api', version: `v1.${round}.0`, began, length: 900_000, interval },
        panels: ['Errors', 'P95', 'CPU', 'Memory'].map((metric) => panel(metric, round)),
      });
      if (chart === null) throw new Error('there was nothing to draw');
      const { png } = await drawer.draw(chart.specification);
      times.push(performance.now() - begun);
      if (png.length < 10_000) throw new Error('the picture is empty');
    }
    const [first = Number.NaN, ...later] = times;
    say(`memory of this process afterwards: ${Math.round(process.memoryUsage().rss / 1_000_000)} MB`);
    return [
      { what: 'chart of a canary rendered, four metrics: the first', ours: time(first) },
      { what: `chart of a canary rendered, later ones: p50 of ${later.length}`, ours: time(percentile(later, 0.5)) },
      { what: `chart of a canary rendered, later ones: p99 of ${later.length}`, ours: time(percentile(later, 0.99)) },
    ].map((line) => ({ ...line, floor: '', ratio: '', bar: '< 300 ms' }));
  },
};

function panel(metric: string, round: number): CanaryPanel {
  const samples = (shift: number) =>
    Array.from({ length: 31 }, (_, index) => ({
      at: began + index * interval,
      value: 3 + Math.sin(index * 0.7 + round + shift) * 2.5,
    }));
  return { metric, unit: '%', threshold: { value: 5, is: 'most' }, canary: samples(0), stable: samples(1) };
}
