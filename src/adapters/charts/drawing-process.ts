import type { ChartSpecification } from '../../model/chart.ts';
import { toImage, toSvg } from './drawing.ts';

/** What the process of `charts.ts` does: a specification comes in, a picture or what went wrong goes out. It ends with its parent. */
export const isProcess = answer();

function answer(): boolean {
  if (process.send === undefined) return false;
  process.on('message', async (specification: ChartSpecification) => {
    try {
      process.send?.({ image: await toImage(await toSvg(specification)) });
    } catch (error) {
      process.send?.({ trouble: error instanceof Error ? error.message : String(error) });
    }
  });
  return true;
}
