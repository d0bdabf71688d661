import { parse, validate } from 'node-cron';
import type { Instant } from '../../contract.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Any date that a calendar has comes again within this many days, the 29th of February too. */
const farthest = 366 * 8;

/** GitHub takes the five fields of POSIX, in UTC. */
export function isCron(text: string): boolean {
  return text.trim().split(/\s+/).length === 5 && validate(text);
}

/** The first instant after `after` that the schedule means. @throws Error for a schedule that is none. */
export function nextRing(cron: string, after: Instant): Instant {
  const fields = parse(cron);
  const days: unknown[] = fields.dayOfMonth;
  const weekdays: unknown[] = fields.dayOfWeek;
  const everyDay = days.length === 31;
  const everyWeekday = new Set(weekdays).size === 7;
  const midnight = Math.floor(after / day) * day;
  for (let count = 0; count < farthest; count += 1) {
    const start = midnight + count * day;
    const date = new Date(start);
    if (!fields.month.includes(date.getUTCMonth() + 1)) continue;
    const onDay = days.includes(date.getUTCDate());
    const onWeekday = weekdays.includes(date.getUTCDay());
    // Where both are restricted, either will do.
    if (everyDay || everyWeekday ? !(onDay && onWeekday) : !(onDay || onWeekday)) continue;
    for (const hours of fields.hour)
      for (const minutes of fields.minute) {
        const at = start + hours * hour + minutes * minute;
        if (at > after) return at;
      }
  }
  throw new Error(`the schedule ${cron} never comes`);
}
