import type { Instant } from '../../model/time.ts';
import { day } from '../../model/time.ts';
import type { WeeklyRange } from '../../model/window.ts';
import { list } from '../verdicts.ts';
import { wallAt } from '../zone-clock.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** As in `Friday 23 January, 10:30 New York time`; with the year when it is another than that of `now`. */
export function sayInstant(at: Instant, timezone: string, now: Instant = at): string {
  const wall = wallAt(timezone, at);
  const date = new Date(wall.date * day);
  const year = date.getUTCFullYear();
  const sayYear = year === new Date(wallAt(timezone, now).date * day).getUTCFullYear() ? '' : ` ${year}`;
  const sayDate = `${weekdays[wall.weekday - 1]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}${sayYear}`;
  return `${sayDate}, ${sayMinutes(wall.minutes)} ${sayZone(timezone)}`;
}

/** `America/New_York` as `New York time`. */
export function sayZone(timezone: string): string {
  const place = timezone.split('/').at(-1) ?? timezone;
  return timezone.includes('/') ? `${place.replaceAll('_', ' ')} time` : place;
}

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

/** The time of day alone, for what ends on the day on which it is told. */
export function sayTimeOrInstant(at: Instant, timezone: string, now: Instant): string {
  const { date, minutes } = wallAt(timezone, at);
  return date === wallAt(timezone, now).date ? sayMinutes(minutes) : sayInstant(at, timezone, now);
}
