import type { Millis } from '../../model/time.ts';
import type { LoadedCatalog } from './load.ts';
import { loadCatalog, readText } from './load.ts';

export interface CatalogWatch {
  /** Looks at the file now. Answers what was reported, or null. Looks never overlap. */
  look(): Promise<LoadedCatalog | null>;
  stop(): void;
}

/**
 * Looks at quarterdeck.yml every `every` milliseconds of real time, and reports each new content once, good or bad. A content
 * is reported when two looks in a row have seen it, so that a file that is being written is not read half-way; one that cannot be
 * read is reported like a bad one. A report that throws is tried again. `last` is the text that is known already (null: none).
 */
export function watchCatalog(options: {
  file: string;
  last: string | null;
  every: Millis;
  report: (loaded: LoadedCatalog) => void | Promise<void>;
  /** What `report` throws, and what a look throws against expectation. */
  failed: (error: unknown) => void;
}): CatalogWatch {
  let reported = options.last;
  let candidate: string | null = null;
  let looking: Promise<LoadedCatalog | null> | null = null;

  async function lookOnce(): Promise<LoadedCatalog | null> {
    const read = await readText(options.file);
    const content = typeof read === 'string' ? read : `unreadable: ${read.found}`;
    if (content === reported) {
      candidate = null;
      return null;
    }
    if (content !== candidate) {
      candidate = content;
      return null;
    }
    candidate = null;
    const loaded: LoadedCatalog =
      typeof read === 'string' ? loadCatalog(read, options.file) : { ok: false, problems: [read] };
    await options.report(loaded);
    reported = content;
    return loaded;
  }

  function look(): Promise<LoadedCatalog | null> {
    looking ??= lookOnce().finally(() => {
      looking = null;
    });
    return looking;
  }

  const timer = setInterval(() => {
    if (looking === null) look().catch(options.failed);
  }, options.every);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
