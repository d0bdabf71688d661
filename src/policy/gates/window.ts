import { DateTime } from 'luxon';
import type { WeeklyRange, WindowRule } from '../../model/catalog.ts';
import type { Facts } from '../../model/facts.ts';
import type { Verdict } from '../../model/verdict.ts';
import { inRanges, nextOpening } from '../opening.ts';
import { block, list, notConfigured, pass, warn } from '../verdicts.ts';

/** Outside `allowed` it blocks; inside it but outside `preferred` it warns. An empty list means any time. */
export function window(rules: WindowRule | null, facts: Facts): Verdict {
  if (!rules || (rules.allowed.length === 0 && rules.preferred.length === 0)) {
    return notConfigured('window', 'Deployments are welcome at any time here.');
  }
  const { timezone, allowed, preferred } = rules;
  const now = sayInstant(facts.now, timezone);
  const saw = (ranges: readonly WeeklyRange[]) => [{ what: 'Time', found: now, wanted: sayRanges(ranges, timezone) }];

  if (allowed.length > 0 && !inRanges(allowed, timezone, facts.now)) {
    const when = nextOpening(allowed, timezone, facts.now);
    return block('window', 'outside-window', `It is ${now}, outside the hours for ${facts.environment}.`, {
      saw: saw(allowed),
      unblock:
        when === null
          ? 'These hours never come; have quarterdeck.yml mended.'
          : `Try again from ${sayInstant(when, timezone)}.`,
      when,
    });
  }
  if (preferred.length > 0 && !inRanges(preferred, timezone, facts.now)) {
    const says = `It is ${now}. That is allowed, but ${facts.environment} is preferably deployed ${sayRanges(preferred, timezone)}.`;
    return warn('window', 'outside-preferred-window', says, {
      saw: saw(preferred),
      when: nextOpening(preferred, timezone, facts.now),
    });
  }
  return pass('window', `It is ${now}, a good time.`, saw(preferred.length > 0 ? preferred : allowed));
}

function sayInstant(at: number, timezone: string): string {
  return DateTime.fromMillis(at, { zone: timezone, locale: 'en-GB' }).toFormat(
    `cccc d LLLL, HH:mm '${sayZone(timezone)}'`,
  );
}

/** `America/New_York` as `New York time`. */
function sayZone(timezone: string): string {
  const place = timezone.split('/').at(-1) ?? timezone;
  return timezone.includes('/') ? `${place.replaceAll('_', ' ')} time` : place;
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

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
  const name = (number: number | undefined) => dayNames[(number ?? 1) - 1] ?? '';
  const first = sorted[0] ?? 1;
  const unbroken = sorted.length > 2 && sorted.every((number, index) => number === first + index);
  if (sorted.length === 7) return 'every day';
  return unbroken ? `${name(first)} to ${name(sorted.at(-1))}` : list(sorted.map(name));
}

function sayMinutes(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
