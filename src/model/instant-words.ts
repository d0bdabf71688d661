import type { Instant } from './time.ts';

interface Parts {
  date: string;
  year: string;
  time: string;
}

/**
 * As in `Friday 23 January, 10:30 New York time`; with the year when it is another than that of `now`, or `now` is null. `timezone`
 * is IANA's.
 */
export function sayInstant(at: Instant, timezone: string, now: Instant | null = at): string {
  const { date, year, time } = partsOf(at, timezone);
  const thisYear = now === at || (now !== null && year === partsOf(now, timezone).year);
  return `${date}${thisYear ? '' : ` ${year}`}, ${time} ${sayZone(timezone)}`;
}

/** The time of day alone, for what ends on the day on which it is told. */
export function sayTimeOrInstant(at: Instant, timezone: string, now: Instant): string {
  const [one, other] = [partsOf(at, timezone), partsOf(now, timezone)];
  return one.date === other.date && one.year === other.year ? one.time : sayInstant(at, timezone, now);
}

/** `America/New_York` as `New York time`. */
export function sayZone(timezone: string): string {
  const place = timezone.split('/').at(-1) ?? timezone;
  return timezone.includes('/') ? `${place.replaceAll('_', ' ')} time` : place;
}

/** One for each zone: making one takes far longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: Instant, timeZone: string): Parts {
  const format = formats.get(timeZone) ?? formatOf(timeZone);
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { weekday, day, month, year = '', hour, minute } = parts;
  return { date: `${weekday} ${day} ${month}`, year, time: `${hour}:${minute}` };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}
