import type { Millis } from '../../model/time.ts';

/** Counts what is being done, so that stopping can wait for it. */
export class InFlight {
  readonly #works = new Set<Promise<unknown>>();

  async run<T>(work: () => Promise<T>): Promise<T> {
    const done = work();
    this.#works.add(done);
    try {
      return await done;
    } finally {
      this.#works.delete(done);
    }
  }

  get count(): number {
    return this.#works.size;
  }

  /** Resolves when nothing is left, or after `longest` of real time; tells whether nothing was left. */
  async empty(longest: Millis): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    let late = false;
    const end = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        late = true;
        resolve();
      }, longest);
    });
    while (this.#works.size > 0 && !late) await Promise.race([Promise.allSettled([...this.#works]), end]);
    clearTimeout(timer);
    return this.#works.size === 0;
  }
}
