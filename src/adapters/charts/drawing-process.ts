import { enableCompileCache, flushCompileCache } from 'node:module';
import type { ChartSpecification } from '../../model/chart.ts';

/** What the process of `charts.ts` does: a specification comes in, a picture or what went wrong goes out. It ends with its parent. */
export const isProcess = answer();

function answer(): boolean {
  if (process.send === undefined) return false;
  // The libraries are large, and most of the first chart's time is their compilation.
  enableCompileCache();
  const drawing = import('./drawing.ts');
  drawing.then(
    () => flushCompileCache(),
    () => {},
  );
  process.on('message', async (specification: ChartSpecification) => {
    try {
      const { toImage, toSvg } = await drawing;
      process.send?.({ image: await toImage(await toSvg(specification)) });
    } catch (error) {
      process.send?.({ trouble: error instanceof Error ? error.message : String(error) });
    }
  });
  return true;
}
