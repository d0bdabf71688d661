import type { Instant } from '../model/time.ts';
import { day, minute } from '../model/time.ts';
import type { WeeklyRange } from '../model/window.ts';
import type { Wall } from './zone-clock.ts';
import { changeWithin, wallAt } from './zone-clock.ts';

/** Two weeks and a day: hours that a change of the clock leaves out once come a week later. */
const farthest = 15 * day;

/** Whether the clock on the wall in `timezone` stands in one of the ranges. */
export function inRanges(ranges: readonly WeeklyRange[], timezone: string, at: Instant): boolean {
  return covers(ranges, wallAt(timezone, at));
}

/** The first instant from `from` on at which `inRanges` holds, exact to the minute; null when there is none within fifteen days. */
export function nextOpening(ranges: readonly WeeklyRange[], timezone: string, from: Instant): Instant | null {
  return firstWhere(ranges, timezone, from, true);
}

/** The first instant from `from` on at which `inRanges` does not hold; null when there is none within fifteen days. */
export function nextClosing(ranges: readonly WeeklyRange[], timezone: string, from: Instant): Instant | null {
  return firstWhere(ranges, timezone, from, false);
}

/**
 * Goes from one place on the clock where something may change to the next: the ends of ranges, and midnight. Where the zone's
 * offset changes on the way there, it stops at that instant and looks again, so days with 23 or 25 hours are right.
 */
function firstWhere(ranges: readonly WeeklyRange[], timezone: string, from: Instant, inside: boolean): Instant | null {
  const marks = [...new Set([...ranges.flatMap((range) => [range.from, range.to]), 1440])].sort((a, b) => a - b);
  let at = from;
  while (at < from + farthest) {
    const wall = wallAt(timezone, at);
    if (covers(ranges, wall) === inside) return at;
    const mark = marks.find((minutes) => minutes > wall.minutes) ?? 1440;
    const next = Math.floor(at / minute) * minute + (mark - wall.minutes) * minute;
    at = changeWithin(timezone, at, next) ?? next;
  }
  return null;
}

function covers(ranges: readonly WeeklyRange[], { weekday, minutes }: Wall): boolean {
  return ranges.some((range) => range.days.includes(weekday) && range.from <= minutes && minutes < range.to);
}
