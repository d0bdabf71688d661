import { setTimeout as pause } from 'node:timers/promises';

/**
 * Stops the workflows of one launch without harm. DBOS must not be shut down while one of its own calls is under way: that call
 * would fail for want of an executor, and the failure would be stored as the result of the step. So every operation says
 * whether it is with DBOS or in its body, and a body that ends too late never returns.
 */
export interface Brake {
  /** True from the beginning of the stop: nothing new may begin. */
  readonly stopping: boolean;
  /** Runs one operation; `within` wraps its body. `waits`: the body may take for ever, so nobody waits for it. */
  operation<T>(waits: boolean, run: (within: <R>(body: () => Promise<R>) => Promise<R>) => Promise<T>): Promise<T>;
  /** From now on nothing new begins, and what fails counts as undone. */
  hold(): void;
  /** Lets bodies finish for at most `grace` ms, and then DBOS's own calls. */
  stop(grace: number): Promise<void>;
}

/** How long DBOS's calls may take at the end, ms; they take longer only when the database is away. */
const patience = 5_000;

export function createBrake(): Brake {
  let stopping = false;
  let halted = false;
  let bodies = 0;
  let calls = 0;

  const reached = async (test: () => boolean, limit: number) => {
    const deadline = performance.now() + limit;
    while (!test() && performance.now() < deadline) await pause(2);
  };

  return {
    get stopping() {
      return stopping;
    },
    async operation(waits, run) {
      if (stopping) return never();
      calls++;
      try {
        return await run(async (body) => {
          calls--;
          if (!waits) bodies++;
          let left = false;
          const leave = () => {
            if (left) return;
            left = true;
            if (!waits) bodies--;
          };
          try {
            if (halted) return await never();
            const result = await body();
            leave();
            if (halted) return await never();
            return result;
          } catch (error) {
            leave();
            if (halted) return await never();
            throw error;
          } finally {
            calls++;
          }
        });
      } finally {
        calls--;
      }
    },
    hold() {
      stopping = true;
    },
    async stop(grace) {
      stopping = true;
      await reached(() => bodies === 0, grace);
      halted = true;
      await reached(() => calls === 0, patience);
    },
  };
}

function never(): Promise<never> {
  return new Promise<never>(() => {});
}
