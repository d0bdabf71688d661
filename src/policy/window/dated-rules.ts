import { sayInstant, sayTimeOrInstant } from '../../model/instant-words.ts';
import type { Instant } from '../../model/time.ts';
import type { DatedTime } from '../../model/window.ts';
import { dateOf, instantOf } from '../zone-clock.ts';
import type { TimeRule } from './time-rule.ts';

const kinds = {
  frozen: { what: 'Freeze', during: 'in the freeze' },
  'high-volume-event': { what: 'High-volume event', during: 'the time of a high-volume event,' },
} as const;

/** A freeze or an event: from one date to another. */
export function datedRule(reason: keyof typeof kinds, entry: DatedTime, timezone: string): TimeRule {
  const { name, effect, exceptRoles } = entry;
  const { what, during } = kinds[reason];
  const from = localInstant(entry.from, timezone);
  const to = localInstant(entry.to, timezone);
  return {
    reason,
    effect,
    exceptRoles,
    until: (at) => (from <= at && at < to ? to : null),
    says: (at) => `${during} “${name}” (until ${sayTimeOrInstant(to, timezone, at)})`,
    seen: (at) => ({
      what,
      found: name,
      wanted: `no deploy from ${sayInstant(from, timezone, at)} to ${sayInstant(to, timezone, at)}`,
    }),
  };
}

/** `2026-12-18T17:00` by the clock on the wall there. */
export function localInstant(text: string, timezone: string): Instant {
  const [year = 1970, month = 1, dayOfMonth = 1, hours = 0, minutes = 0] = text.split(/[-T:]/).map(Number);
  return instantOf(timezone, dateOf(year, month, dayOfMonth), hours * 60 + minutes);
}
