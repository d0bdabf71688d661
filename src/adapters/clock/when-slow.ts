import type { WhenSlow } from '../../ports/pause.ts';

/** On the real clock. `failed` gets what `tell` throws. */
export function createWhenSlow(failed: (error: unknown) => void): WhenSlow {
  return async (work, after, tell) => {
    const timer = setTimeout(() => void tell().catch(failed), after);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  };
}
