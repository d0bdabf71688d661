import type { Call, FaultWorld } from './world.ts';

export interface Strike {
  /** The call at which it struck, or null as long as it has not. */
  readonly at: string | null;
  /** Resolves when what was struck has come back; at once when nothing was. */
  over(): Promise<void>;
  /** It strikes no more; `over` is still to be waited for. */
  disarm(): void;
}

/** Does `harm` once, at the n-th call that counts from now on: the world has carried it out, and the bot gets no answer. */
export function strikeAt(
  world: FaultWorld,
  n: number,
  harm: () => Promise<void>,
  counts: (call: Call) => boolean = () => true,
): Strike {
  let seen = 0;
  let at: string | null = null;
  let done: Promise<void> = Promise.resolve();
  const off = world.onCall((call) => {
    if (!counts(call) || ++seen !== n) return;
    at = `call ${n}, ${call.kind} ${call.status}`;
    off();
    done = harm();
    // Whoever waits for `over` hears of it.
    done.catch(() => {});
  });
  return {
    get at() {
      return at;
    },
    over: () => done,
    disarm: off,
  };
}
