import { describe, expect, test } from 'vitest';
import type { Charts } from '../../src/ports/charts.ts';
import { canaryChart } from '../../src/views/charts/canary.ts';
import { panel, picture } from '../views/charts/picture.ts';

/** What every drawer of charts promises. */
export function chartsContract(name: string, open: () => Charts): void {
  describe(`charts: ${name}`, () => {
    const charts = open();
    const specification = (metric: string) => {
      const chart = canaryChart(picture(panel({ metric })));
      if (!chart) throw new Error('there is nothing to draw');
      return chart.specification;
    };

    test('are PNG, and the same specification gives the same bytes', async () => {
      const [one, two] = [await charts.draw(specification('P95')), await charts.draw(specification('P95'))];
      expect([...one.png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
      expect(one).toEqual(two);
      expect(one.width).toBeGreaterThan(0);
      expect(one.height).toBeGreaterThan(0);
    });

    test('are asked for at once and come each as it was asked for', async () => {
      const metrics = ['Errors', 'P95', 'Memory'];
      const alone: unknown[] = [];
      for (const metric of metrics) alone.push(await charts.draw(specification(metric)));
      expect(await Promise.all(metrics.map((metric) => charts.draw(specification(metric))))).toEqual(alone);
    });

    test('what cannot be drawn is refused, and nothing else suffers from it', async () => {
      const [wrong, right] = await Promise.allSettled([
        charts.draw({ nothing: true }),
        charts.draw(specification('P95')),
      ]);
      expect(wrong).toMatchObject({ status: 'rejected', reason: { message: 'the chart cannot be drawn' } });
      expect(right.status).toBe('fulfilled');
    });
  });
}
