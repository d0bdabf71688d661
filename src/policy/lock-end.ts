import { sayInstant } from '../model/instant-words.ts';
import type { Instant } from '../model/time.ts';

/** `until Tuesday 20 January, 17:05 UTC`, or `until it is released`. */
export function sayEnd(until: Instant | null): string {
  return until === null ? 'until it is released' : `until ${sayInstant(until, 'UTC')}`;
}
