import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Millis } from '../../model/time.ts';
import { second } from '../../model/time.ts';
import type { ChartImage, Charts } from '../../ports/charts.ts';

type Answer = { image: ChartImage } | { trouble: string };

interface Options {
  /** So long after the last picture the process ends; real time. */
  idle?: Millis;
  /** A picture takes a fraction of a second. */
  longest?: Millis;
  /** Told of each process that begins. */
  onProcess?: (pid: number) => void;
}

/**
 * Charts as PNG, one after the other in a process beside. The libraries take more memory than the bot itself, and give little of it back:
 * a process that ends when nothing is drawn gives back all. It knows no setting and no secret, and keeps no program from ending.
 */
export function createCharts(options: Options = {}): Charts {
  const { idle = 30 * second, longest = 30 * second, onProcess } = options;
  let drawing: ChildProcess | null = null;
  let rest: NodeJS.Timeout | undefined;
  let before: Promise<unknown> = Promise.resolve();

  function begin(): ChildProcess {
    const file = fileURLToPath(new URL('./drawing-process.ts', import.meta.url));
    const begun = fork(file, [], {
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: ['--max-old-space-size=256'],
    });
    begun.on('exit', () => forget(begun));
    // One that could not even begin never exits.
    begun.on('error', () => forget(begun));
    begun.unref();
    begun.channel?.unref();
    if (begun.pid !== undefined) onProcess?.(begun.pid);
    return begun;
  }

  function forget(child: ChildProcess): void {
    if (drawing === child) drawing = null;
  }

  function end(): void {
    drawing?.kill();
    drawing = null;
  }

  async function ask(specification: object): Promise<ChartImage> {
    clearTimeout(rest);
    drawing ??= begin();
    const asked = drawing;
    try {
      const answer = await answerOf(asked, specification, longest).catch((error: unknown) => {
        // Whatever became of it, the next chart has a new one, and does not wait for this one to be gone.
        asked.kill('SIGKILL');
        forget(asked);
        throw error;
      });
      if ('trouble' in answer) throw new Error(answer.trouble);
      return answer.image;
    } catch (cause) {
      throw new Error('the chart cannot be drawn', { cause });
    } finally {
      rest = setTimeout(end, idle).unref();
    }
  }

  return {
    draw(specification) {
      const drawn = before.then(() => ask(specification));
      before = drawn.catch(() => {});
      return drawn;
    },
  };
}

/** Rejects when the process ends before it has answered, or takes too long. */
function answerOf(child: ChildProcess, specification: object, longest: Millis): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const late = setTimeout(() => reject(new Error(`it took longer than ${longest} ms`)), longest);
  const gone = (why: unknown) => reject(why instanceof Error ? why : new Error(`its process ended (${String(why)})`));
  const answered = (answer: unknown) => resolve(answer as Answer);
  child.once('message', answered).once('exit', gone).once('error', gone);
  child.channel?.ref();
  child.send(specification, (error) => {
    if (error) reject(error);
  });
  return promise.finally(() => {
    clearTimeout(late);
    child.off('message', answered).off('exit', gone).off('error', gone);
    child.channel?.unref();
  });
}
