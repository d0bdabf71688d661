import type { Millis } from '../../model/time.ts';

/** Longer than this a timer of Node's would ring at once. */
const longest: Millis = 2 ** 31 - 1;

/**
 * Rings once when `left()` (ms of real time, asked again whenever a part of the wait is over) is used up, never before this
 * function has returned. Returns what cancels it. It does not keep the process alive.
 */
export function setAlarm(left: () => Millis, ring: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wind = (length: Millis) => {
    timer = setTimeout(
      () => {
        const rest = left();
        if (rest > 0) wind(rest);
        else ring();
      },
      Math.min(Math.max(Math.ceil(length), 0), longest),
    );
    timer.unref();
  };
  wind(left());
  return () => clearTimeout(timer);
}
