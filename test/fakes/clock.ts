import type { Instant, Millis } from '../../src/model/time.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** A clock that moves only when a test moves it. */
export interface FakeClock extends Clock {
  /** Moves on, ringing every timer on the way at its own instant, in order. */
  advance(by: Millis): void;
  /** Goes to `instant`, backwards too; timers that are passed ring. */
  set(instant: Instant): void;
  /** When the next timer is due; null when none is set. */
  next(): Instant | null;
}

/** Starts at `start`, by default Wednesday 7 January 2026, 10:00 UTC. */
export function createFakeClock(start: Instant = Date.UTC(2026, 0, 7, 10)): FakeClock {
  let now = start;
  let order = 0;
  const timers = new Map<number, { due: Instant; ring: () => void }>();

  const earliest = () =>
    [...timers].sort(([a, x], [b, y]) => x.due - y.due || a - b).map(([id, timer]) => ({ id, ...timer }))[0];

  const set = (instant: Instant) => {
    for (let timer = earliest(); timer && timer.due <= instant; timer = earliest()) {
      timers.delete(timer.id);
      now = Math.max(now, timer.due);
      timer.ring();
    }
    now = instant;
  };

  return {
    now: () => now,
    at(due, ring) {
      const id = order++;
      if (due <= now) queueMicrotask(() => timers.delete(id) && ring());
      timers.set(id, { due, ring });
      return () => void timers.delete(id);
    },
    advance: (by) => set(now + by),
    set,
    next: () => earliest()?.due ?? null,
  };
}
