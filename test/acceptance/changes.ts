import { setTimeout as pause } from 'node:timers/promises';

/** What the world tells when something has changed in it, without saying what. */
export interface Changes {
  /** Resolves at the next change, but neither earlier nor later than this many ms from now. A change since the last call counts. */
  next(when: { atLeast: number; atMost: number }): Promise<void>;
  close(): void;
}

/** Listens to the events of the control API. */
export async function listenTo(url: string): Promise<Changes> {
  const over = new AbortController();
  const response = await fetch(url, { signal: over.signal });
  let changed = Promise.withResolvers<void>();
  const read = async () => {
    for await (const _ of response.body ?? []) changed.resolve();
  };
  // It ends with the world; whoever waits then goes on looking, and hears from its other calls what became of the world.
  read().catch(() => {});
  return {
    async next({ atLeast, atMost }) {
      await pause(atLeast);
      await Promise.race([changed.promise, pause(atMost - atLeast)]);
      changed = Promise.withResolvers();
    },
    close: () => over.abort(),
  };
}
