import type { Instant, WorldClock } from './contract.ts';

interface Timer {
  instant: Instant;
  order: number;
  ring: () => void;
}

/** Node keeps a timeout in 31 bits of milliseconds; a longer one would ring at once. */
const longestTimeout = 2 ** 31 - 1;

export interface ClockOptions {
  /** World time at the start, ms since the epoch. */
  start: Instant;
  /** World seconds in one real second; 0 stands still until it is set by hand. */
  speed: number;
  /** Real time in ms; must never run backwards. */
  realNow?: () => number;
}

/**
 * The world's clock. When it is set forward, timers on the way ring in their order and each sees its own instant as
 * now, as if the time had passed; `onSet` listeners are told afterwards.
 */
export function createClock(options: ClockOptions): WorldClock {
  const { speed } = options;
  const realNow = options.realNow ?? (() => performance.now());
  let base = options.start;
  let since = realNow();
  let held: Instant | null = null;
  let revision = 0;
  let order = 0;
  let closed = false;
  let timeout: NodeJS.Timeout | undefined;
  const timers: Timer[] = [];
  const listeners = new Set<() => void>();

  const now = () => held ?? Math.floor(base + (realNow() - since) * speed);

  function ringUntil(instant: Instant, holdEach: boolean) {
    for (;;) {
      const next = timers[0];
      if (closed || next === undefined || next.instant > instant) return;
      timers.shift();
      if (holdEach) held = Math.max(held ?? next.instant, next.instant);
      next.ring();
    }
  }

  function arm() {
    clearTimeout(timeout);
    timeout = undefined;
    const next = timers[0];
    if (next === undefined || speed === 0 || closed || held !== null) return;
    const wait = Math.max(0, Math.ceil((next.instant - now()) / speed));
    timeout = setTimeout(
      () => {
        try {
          ringUntil(now(), false);
        } finally {
          arm();
        }
      },
      Math.min(wait, longestTimeout),
    );
  }

  return {
    speed,
    now,
    get revision() {
      return revision;
    },
    at(instant, ring) {
      const timer: Timer = { instant, order: order++, ring };
      timers.push(timer);
      timers.sort((a, b) => a.instant - b.instant || a.order - b.order);
      arm();
      return () => {
        const index = timers.indexOf(timer);
        if (index < 0) return;
        timers.splice(index, 1);
        arm();
      };
    },
    set(instant) {
      held = Math.min(now(), instant);
      try {
        ringUntil(instant, true);
      } finally {
        held = null;
        base = instant;
        since = realNow();
        revision += 1;
        arm();
      }
      for (const listener of [...listeners]) listener();
    },
    onSet(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(timeout);
      timers.length = 0;
      listeners.clear();
    },
  };
}
