import type { Clock } from '../../ports/clock.ts';
import type { Dormant } from './dormant.ts';
import type { Wait, WaitInStep } from './dormant-rows.ts';

/** Workflows that wait in memory. Beyond `keepAwake` of them, those that have waited longest are let go and become dormant. */
export interface Resting {
  begin(wait: WaitInStep): Rest;
  /** Something has come for it. */
  wake(workflowId: string): void;
  /** Those that really wait. */
  all(): Wait[];
  close(): void;
}

export interface Rest {
  /** Resolves at the next news after `begin`, or when the clock reaches `until`; never when it was let go meanwhile. */
  over: Promise<void>;
  /** There was nothing to be read: it waits, and may be let go from now on. */
  settle(): void;
  end(): void;
}

interface Place {
  wait: WaitInStep;
  wake: () => void;
  end: () => void;
}

export function createResting(options: {
  clock: Clock;
  dormant: Dormant;
  keepAwake: number;
  /** Many come to rest together; so long is gathered who is let go together, ms. */
  gathering: number;
  onLetGo: (workflowId: string) => void;
  onProblem: (error: unknown) => void;
}): Resting {
  const { clock, dormant, keepAwake, gathering, onLetGo, onProblem } = options;
  const places = new Map<string, Set<Place>>();
  /** Those that really wait, the longest first. */
  const waiting = new Set<Place>();
  let letting: NodeJS.Timeout | null = null;
  let closed = false;

  function letGoSoon(): void {
    if (closed || letting || waiting.size <= keepAwake) return;
    letting = setTimeout(() => {
      letGo([...waiting].slice(0, waiting.size - keepAwake))
        .catch(onProblem)
        .finally(() => {
          letting = null;
          letGoSoon();
        });
    }, gathering);
    letting.unref();
  }

  async function letGo(longest: readonly Place[]): Promise<void> {
    const taken = new Set(await dormant.write(longest.map(({ wait }) => wait)));
    for (const place of longest) {
      // Whom something has come for meanwhile goes on here. Whose run is no longer the workflow's own has nothing to wait for.
      if (closed || !waiting.has(place)) continue;
      place.end();
      const { step: _, ...wait } = place.wait;
      if (taken.has(wait.id)) dormant.add(wait);
      onLetGo(wait.id);
    }
  }

  return {
    begin(wait) {
      const { promise, resolve } = Promise.withResolvers<void>();
      let cancel = () => {};
      let woken = false;
      const place: Place = {
        wait,
        wake() {
          woken = true;
          waiting.delete(place);
          resolve();
        },
        end() {
          cancel();
          waiting.delete(place);
          const mine = places.get(wait.id);
          mine?.delete(place);
          if (mine?.size === 0) places.delete(wait.id);
        },
      };
      const all = places.get(wait.id) ?? new Set();
      places.set(wait.id, all.add(place));
      if (wait.until !== null) cancel = clock.at(wait.until, place.wake);
      return {
        over: promise,
        settle() {
          if (woken) return;
          waiting.add(place);
          letGoSoon();
        },
        end: place.end,
      };
    },
    wake(workflowId) {
      for (const { wake } of places.get(workflowId) ?? []) wake();
    },
    all: () => [...waiting].map(({ wait }) => wait),
    close() {
      closed = true;
      if (letting) clearTimeout(letting);
      for (const all of places.values()) for (const { end } of [...all]) end();
    },
  };
}
