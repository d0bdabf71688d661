import type { WeeklyRange } from '../../model/window.ts';

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/**
 * `{days: [mon-thu], hours: 22:00-02:00}` as ranges within a day: hours that pass midnight become two, of which the second
 * belongs to the day after. Without hours: all day. Empty when the beginning is the end.
 */
export function weeklyRanges(entry: { days: readonly string[]; hours?: string | undefined }): WeeklyRange[] {
  const days = [...new Set(entry.days.flatMap(daysOf))].sort((a, b) => a - b);
  const [from, to] = (entry.hours ?? '00:00-24:00').split('-').map(minutesOf);
  if (from === undefined || to === undefined || from === to) return [];
  if (from < to) return [{ days, from, to }];
  const evening = { days, from, to: 1440 };
  const next = days.map((day) => (day % 7) + 1).sort((a, b) => a - b);
  return to === 0 ? [evening] : [evening, { days: next, from: 0, to }];
}

/** Whether the runtime's time zone database has it. */
export function knownZone(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}

/** `fri-mon` passes the end of the week. */
function daysOf(text: string): number[] {
  const [first = '', last = first] = text.split('-');
  const start = dayNames.indexOf(first);
  const length = (dayNames.indexOf(last) - start + 7) % 7;
  return Array.from({ length: length + 1 }, (_, index) => ((start + index) % 7) + 1);
}

function minutesOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return Number(hours) * 60 + Number(minutes);
}
