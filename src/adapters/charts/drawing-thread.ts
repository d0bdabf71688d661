import type { MessagePort } from 'node:worker_threads';
import { parentPort } from 'node:worker_threads';
import type { ChartSpecification } from '../../model/chart.ts';
import { toImage, toSvg } from './drawing.ts';

/** What the thread of `charts.ts` does: a specification comes in, a picture or what went wrong goes out. */
const listening = parentPort === null ? null : answer(parentPort);
export const isThread = listening !== null;

function answer(port: MessagePort): MessagePort {
  return port.on('message', async (specification: ChartSpecification) => {
    try {
      port.postMessage({ image: await toImage(await toSvg(specification)) });
    } catch (error) {
      port.postMessage({ trouble: error instanceof Error ? error.message : String(error) });
    }
  });
}
