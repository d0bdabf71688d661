import type { Instant } from './time.ts';
import { minute } from './time.ts';

interface Parts {
  date: string;
  year: string;
  time: string;
}

/** At the beginning of a quarter of an hour. */
interface Quarter {
  date: string;
  year: string;
  hour: string;
  minute: number;
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

/** Of each zone: making a format takes far longer than using it, and using it far longer than a policy has for a minute. */
const known = new Map<string, { format: Intl.DateTimeFormat; quarters: Map<number, Quarter> }>();
const mostQuarters = 4_000;
const quarterLength = 15 * minute;

/** Clocks change, and days begin, at the quarters of an hour, in every zone. */
function partsOf(at: Instant, timeZone: string): Parts {
  const zone = known.get(timeZone) ?? { format: formatOf(timeZone), quarters: new Map<number, Quarter>() };
  known.set(timeZone, zone);
  const number = Math.floor(at / quarterLength);
  const quarter = zone.quarters.get(number) ?? quarterOf(zone.format, number * quarterLength);
  if (zone.quarters.size >= mostQuarters) zone.quarters.clear();
  zone.quarters.set(number, quarter);
  const minutes = quarter.minute + Math.floor((at - number * quarterLength) / minute);
  return { ...quarter, time: `${quarter.hour}:${String(minutes).padStart(2, '0')}` };
}

function quarterOf(format: Intl.DateTimeFormat, at: Instant): Quarter {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { weekday, day, month, year = '', hour = '', minute: minutes } = parts;
  return { date: `${weekday} ${day} ${month}`, year, hour, minute: Number(minutes) };
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
