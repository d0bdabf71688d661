import type { Clock } from '../../ports/clock.ts';
import { setAlarm } from './alarm.ts';

/** The clock of this machine. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    at: (instant, ring) => setAlarm(() => instant - Date.now(), ring),
  };
}
