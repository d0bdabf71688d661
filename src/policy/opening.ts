import { DateTime } from 'luxon';
import type { WeeklyRange } from '../model/catalog.ts';
import type { Instant } from '../model/time.ts';
import { day, minute } from '../model/time.ts';

const quarter = 15 * minute;

/** Whether the clock on the wall in `timezone` stands in one of the ranges. */
export function inRanges(ranges: readonly WeeklyRange[], timezone: string, at: Instant): boolean {
  const { weekday, minutes } = wall(at, timezone);
  return ranges.some((range) => range.days.includes(weekday) && range.from <= minutes && minutes < range.to);
}

/**
 * The first instant from `from` on at which `inRanges` holds, exact to the minute; null when there is none within fifteen days.
 * Days with 23 or 25 hours are right because it walks along real time: the offset of a zone changes only at a quarter of an
 * hour, so within one quarter the wall clock runs evenly.
 */
export function nextOpening(ranges: readonly WeeklyRange[], timezone: string, from: Instant): Instant | null {
  const last = from + 15 * day;
  for (let at = from; at < last; at = (Math.floor(at / quarter) + 1) * quarter) {
    if (inRanges(ranges, timezone, at)) return at;
    const end = (Math.floor(at / quarter) + 1) * quarter;
    const { weekday, minutes } = wall(at, timezone);
    const wholeMinute = Math.floor(at / minute) * minute;
    const starts = ranges
      .filter((range) => range.days.includes(weekday) && range.from > minutes)
      .map((range) => wholeMinute + (range.from - minutes) * minute)
      .filter((start) => start < end);
    if (starts.length > 0) return Math.min(...starts);
  }
  return null;
}

function wall(at: Instant, timezone: string): { weekday: number; minutes: number } {
  const local = DateTime.fromMillis(at, { zone: timezone });
  return { weekday: local.weekday, minutes: local.hour * 60 + local.minute };
}
