import type { Instant, WorldClock } from '../../contract.ts';

interface Entry {
  at: Instant;
  order: number;
  act: () => void;
}

/**
 * What is to happen, in the order of the world's time. However late the clock rings, or however far it is set forward,
 * each act sees the instant for which it was planned, so that a run plays alike at every speed.
 */
export interface Timeline {
  now(): Instant;
  /** Plans `act` for `ms` from now; returns a function that cancels it. */
  after(ms: number, act: () => void): () => void;
  /** Does what is already due. */
  settle(): void;
  /** Does `act` as if it were `instant`, and then all that follows from it, to the end. */
  replay(instant: Instant, act: () => void): void;
  close(): void;
}

/** Holds at most one timer of the clock, and none while nothing is planned. */
export function createTimeline(clock: WorldClock): Timeline {
  const entries: Entry[] = [];
  let current: Instant | null = null;
  let order = 0;
  let closed = false;
  let armed: { at: Instant; cancel: () => void } | undefined;

  const now = () => current ?? clock.now();

  function arm() {
    const next = entries[0];
    if (armed !== undefined && armed.at === next?.at) return;
    armed?.cancel();
    armed = undefined;
    if (next === undefined || closed) return;
    armed = {
      at: next.at,
      cancel: clock.at(next.at, () => {
        armed = undefined;
        settle();
      }),
    };
  }

  function runUntil(limit: Instant) {
    const outer = current;
    try {
      for (let next = entries[0]; next !== undefined && next.at <= limit && !closed; next = entries[0]) {
        entries.shift();
        current = next.at;
        next.act();
      }
    } finally {
      current = outer;
    }
  }

  function settle() {
    if (current !== null) return;
    runUntil(clock.now());
    arm();
  }

  return {
    now,
    settle,
    after(ms, act) {
      const entry: Entry = { at: now() + ms, order: order++, act };
      entries.push(entry);
      entries.sort((a, b) => a.at - b.at || a.order - b.order);
      if (current === null) arm();
      return () => {
        const index = entries.indexOf(entry);
        if (index < 0) return;
        entries.splice(index, 1);
        if (current === null) arm();
      };
    },
    replay(instant, act) {
      current = instant;
      try {
        act();
        runUntil(Number.POSITIVE_INFINITY);
      } finally {
        current = null;
      }
      arm();
    },
    close() {
      closed = true;
      entries.length = 0;
      armed?.cancel();
      armed = undefined;
    },
  };
}
