import { DateTime } from 'luxon';
import type { Instant } from '../model/time.ts';

/** `until 20 January, 17:05 UTC`, or `until it is released`. */
export function sayEnd(until: Instant | null): string {
  return until === null ? 'until it is released' : `until ${sayInstant(until)}`;
}

/** `20 January, 17:05 UTC`. */
export function sayInstant(at: Instant): string {
  return DateTime.fromMillis(at, { zone: 'utc', locale: 'en-GB' }).toFormat("d LLLL, HH:mm 'UTC'");
}
