import type { Instant } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { blocked } from '../model/verdict.ts';
import { dateThere } from './text.ts';

/** When what is blocked will pass by itself, or that it will not; nothing where nothing blocks. */
export function openingLines(
  verdicts: readonly Verdict[],
  { earliest, timezone }: { earliest: Instant | null; timezone: string | null },
): string[] {
  if (!blocked(verdicts)) return [];
  if (earliest === null) {
    return [':bust_in_silhouette: *It will not pass by itself:* somebody has to act, as it says below.'];
  }
  return [`:alarm_clock: *It passes by itself* ${dateThere(earliest, timezone)}, if nothing else changes until then.`];
}
