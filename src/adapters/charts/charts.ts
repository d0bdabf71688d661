import type { Charts } from '../../ports/charts.ts';

/** Charts as PNG. What draws them is read when the first one is asked for: most of the time a bot draws none. */
export function createCharts(): Charts {
  return {
    async draw(specification) {
      const { toImage, toSvg } = await import('./drawing.ts');
      try {
        return await toImage(await toSvg(specification));
      } catch (cause) {
        throw new Error('the chart cannot be drawn', { cause });
      }
    },
  };
}
