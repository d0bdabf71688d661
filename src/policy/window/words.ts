import type { WeeklyRange } from '../../model/window.ts';
import { list } from '../verdicts.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** As in `Mon to Thu all day (America/New_York)`. */
export function sayRanges(ranges: readonly WeeklyRange[], timezone: string): string {
  const said = ranges.map(({ days, from, to }) => {
    const hours = from === 0 && to === 1440 ? 'all day' : `${sayMinutes(from)} to ${sayMinutes(to)}`;
    return `${sayDays(days)} ${hours}`;
  });
  return `${list(said)} (${timezone})`;
}

function sayDays(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const name = (number: number | undefined) => weekdays[(number ?? 1) - 1]?.slice(0, 3) ?? '';
  const first = sorted[0] ?? 1;
  const unbroken = sorted.length > 2 && sorted.every((number, index) => number === first + index);
  if (sorted.length === 7) return 'every day';
  return unbroken ? `${name(first)} to ${name(sorted.at(-1))}` : list(sorted.map(name));
}

/** Minutes since midnight as `09:30`. */
export function sayMinutes(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
