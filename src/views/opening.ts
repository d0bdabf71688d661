import type { Instant } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { blocked, takes } from '../model/verdict.ts';
import { dateThere } from './text.ts';

/** When what is blocked will pass by itself, or what it takes; nothing where nothing blocks. */
export function openingLines(
  verdicts: readonly Verdict[],
  { earliest, timezone }: { earliest: Instant | null; timezone: string | null },
): string[] {
  if (!blocked(verdicts)) return [];
  if (earliest !== null) {
    return [
      `:alarm_clock: *It passes by itself* from ${dateThere(earliest, timezone)}, if nothing else changes until then; it has to be asked for again.`,
    ];
  }
  return {
    time: [],
    patience: [
      ':hourglass: *It passes by itself,* but nobody can say when: what stands in its way has begun and ends.',
    ],
    'another-look': [':grey_question: *Something could not be looked at:* ask again in a few minutes.'],
    somebody: [':bust_in_silhouette: *It will not pass by itself:* somebody has to act, as it says below.'],
  }[takes(verdicts, earliest)];
}
