import { DateTime, IANAZone } from 'luxon';
import { sayInstant } from '../model/instant-words.ts';
import type { Instant } from '../model/time.ts';
import { parseDuration } from '../model/time.ts';

/** A sentence that says what was wrong, and one that says what would be right. */
export interface MomentProblem {
  wrong: string;
  right: string;
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const examples = 'Write it as "tue 10:00", "tomorrow 14:30", "2026-03-02 10:00", "10:00" or "in 2h".';

/**
 * Reads a moment to come as people type it: `in 2h`; a time such as `10:00`, `10am` or `noon`; or a day with a time, the day being
 * `today`, `tomorrow`, a weekday or a date. Days and times are those of `timezone`, unless the text ends with another IANA zone or
 * `UTC`. A weekday, or a time alone, is the next one from `now` on. It does not guess: what it cannot read is a problem.
 */
export function readMoment(
  text: string,
  { now, timezone }: { now: Instant; timezone: string },
): Instant | MomentProblem {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const problem = (wrong: string): MomentProblem => ({ wrong, right: examples });
  const typed = text.trim().slice(0, 60);
  if (words.length === 0) return problem('The time is missing.');
  if (words[0] === 'in') {
    const length = parseDuration(words.slice(1).join(''));
    return length === null ? problem(`"${typed}" is not a length of time.`) : now + length;
  }
  const zone = words.length > 1 ? zoneOf(text.trim().split(/\s+/).at(-1) ?? '') : null;
  if (zone !== null) words.pop();
  const here = DateTime.fromMillis(now, { zone: zone ?? timezone });
  const time = timeOf(words.at(-1) ?? '');
  if (time === null) {
    return dayOf(words.join(' '), here) ? problem(`"${typed}" has no time of day.`) : problem(`"${typed}" is no time.`);
  }
  const dayWords = words.slice(0, -1).join(' ');
  if (dayWords === '') {
    const today = here.set({ ...time, second: 0, millisecond: 0 });
    return (today >= here ? today : here.plus({ days: 1 }).set({ ...time, second: 0, millisecond: 0 })).toMillis();
  }
  const found = dayOf(dayWords, here);
  if (!found) return problem(`"${typed}" is no time.`);
  const at = found.day.set({ ...time, second: 0, millisecond: 0 });
  if (at >= here) return at.toMillis();
  // "tue 10:00" on a Tuesday at noon is next week's.
  if (found.weekly)
    return found.day
      .plus({ weeks: 1 })
      .set({ ...time, second: 0, millisecond: 0 })
      .toMillis();
  const there = sayInstant(now, here.zoneName ?? timezone);
  return { wrong: `"${typed}" is over: it is ${there} now.`, right: 'Name a time to come.' };
}

function zoneOf(word: string): string | null {
  if (word.toLowerCase() === 'utc') return 'utc';
  return word.includes('/') && IANAZone.isValidZone(word) ? word : null;
}

function timeOf(word: string): { hour: number; minute: number } | null {
  if (word === 'noon') return { hour: 12, minute: 0 };
  if (word === 'midnight') return { hour: 0, minute: 0 };
  const [, hours, minutes = '00', half] = /^(\d{1,2})(?::(\d{2}))?(am|pm)?$/.exec(word) ?? [];
  if (hours === undefined || (half === undefined && !word.includes(':'))) return null;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === 'pm' ? 12 : 0);
  const minute = Number(minutes);
  const fits = half === undefined ? hour <= 23 : Number(hours) >= 1 && Number(hours) <= 12;
  return fits && minute <= 59 ? { hour, minute } : null;
}

function dayOf(words: string, here: DateTime): { day: DateTime; weekly: boolean } | null {
  const today = here.startOf('day');
  if (words === 'today') return { day: today, weekly: false };
  if (words === 'tomorrow') return { day: today.plus({ days: 1 }), weekly: false };
  const weekday = words.length < 3 ? -1 : weekdays.findIndex((name) => name.startsWith(words));
  if (weekday >= 0) {
    return { day: today.plus({ days: (weekday + 1 - today.weekday + 7) % 7 }), weekly: true };
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(words)) return null;
  const date = DateTime.fromISO(words, { zone: here.zone });
  return date.isValid ? { day: date, weekly: false } : null;
}
