import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ChartImage, Charts } from '../../ports/charts.ts';

/** The libraries leave much behind that is only given back when the heap is full: a small one is full sooner. MB. */
const limits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };

type Answer = { image: ChartImage } | { trouble: string };

/**
 * Charts as PNG, one after the other in a thread beside: nothing else waits while one is drawn. The thread begins, and the libraries are
 * read, when the first one is asked for: most of the time a bot draws none. It keeps no program from ending.
 */
export function createCharts(): Charts {
  let thread: Worker | null = null;
  let before: Promise<unknown> = Promise.resolve();
  const ask = async (specification: object): Promise<ChartImage> => {
    thread ??= begin(() => {
      thread = null;
    });
    const asked = thread;
    asked.ref();
    try {
      const answered = once(asked, 'message');
      asked.postMessage(specification);
      const [answer] = (await answered) as [Answer];
      if ('trouble' in answer) throw new Error(answer.trouble);
      return answer.image;
    } catch (cause) {
      throw new Error('the chart cannot be drawn', { cause });
    } finally {
      asked.unref();
    }
  };
  return {
    draw(specification) {
      const drawn = before.then(() => ask(specification));
      before = drawn.catch(() => {});
      return drawn;
    },
  };
}

function begin(ended: () => void): Worker {
  const thread = new Worker(new URL('./drawing-thread.ts', import.meta.url), { resourceLimits: limits });
  // Whoever waits for an answer is told by `once`; the next chart has a new thread.
  thread.on('error', ended);
  thread.on('exit', ended);
  return thread;
}
