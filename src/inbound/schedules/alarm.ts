import type { Instant } from '../../model/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

/** Something that is due by the clock that users see. */
export interface Alarm {
  /** Looks now; while it looks, once more afterwards. */
  ring(): void;
  /** Rings no more, and resolves when what was begun has ended. */
  stop(): Promise<void>;
}

/**
 * `run` does what is due and tells when something is due next; then it is called again. Every replica has one: `run` is harmless when
 * two do it at once. What another replica has set is found at the next `ring`.
 */
export function createAlarm(parts: {
  name: string;
  clock: Clock;
  run: () => Promise<Instant | null>;
  log: Log;
}): Alarm {
  const { name, clock, run, log } = parts;
  let cancel = () => {};
  let work: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  async function look(): Promise<void> {
    while (again && !stopped) {
      again = false;
      cancel();
      try {
        const next = await run();
        if (next !== null && !stopped) cancel = clock.at(next, ring);
      } catch (err) {
        log.error({ err, alarm: name }, 'what was due could not be done; it is tried again at the next look');
      }
    }
  }

  function ring(): void {
    again = true;
    if (stopped || work) return;
    work = look().finally(() => {
      work = null;
      if (again) ring();
    });
  }

  return {
    ring,
    async stop() {
      stopped = true;
      cancel();
      await work;
    },
  };
}
