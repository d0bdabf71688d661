import { sayZone } from '../../model/instant-words.ts';
import type { Instant } from '../../model/time.ts';
import { minute, sayDuration } from '../../model/time.ts';
import type { AroundTime, ExchangeRule, WindowEffect } from '../../model/window.ts';
import type { TradingDay } from '../exchange/calendar.ts';
import { exchanges } from '../exchange/exchanges.ts';
import { instantOf, wallAt } from '../zone-clock.ts';
import type { TimeRule, WindowReason } from './time-rule.ts';
import { sayMinutes } from './words.ts';

type Trading = Extract<TradingDay, { kind: 'trading' }>;

/** `to` is exclusive; both on the date that was asked about, or its end. */
interface Objection {
  from: Instant;
  to: Instant;
  says: string;
  wanted: string;
}

/** What an exchange's days mean here. `timezone` is the window's own: where it is another than the exchange's, times say so. */
export function marketRules(rule: ExchangeRule, timezone: string): TimeRule[] {
  const exchange = exchanges[rule.calendar];
  const there = exchange.timezone === timezone ? '' : ` ${sayZone(exchange.timezone)}`;
  const clock = (minutes: number) => `${sayMinutes(minutes)}${there}`;
  const on = (date: number, minutes: number) => instantOf(exchange.timezone, date, minutes);

  const entry = (
    reason: WindowReason,
    effect: WindowEffect | null,
    objects: (day: TradingDay, date: number) => Objection | null,
  ): TimeRule[] => {
    if (effect === null) return [];
    const objection = (at: Instant) => {
      const { date } = wallAt(exchange.timezone, at);
      const found = objects(exchange.day(date), date);
      return found && found.from <= at && at < found.to ? found : null;
    };
    const rule: TimeRule = {
      reason,
      effect,
      exceptRoles: [],
      until: (at) => objection(at)?.to ?? null,
      says: (at) => objection(at)?.says ?? '',
      seen: (at) => ({
        what: exchange.says,
        found: sayDay(exchange.day(wallAt(exchange.timezone, at).date), clock),
        wanted: objection(at)?.wanted ?? null,
      }),
    };
    return [rule];
  };
  const allDay = (date: number, what: string, why: string): Objection => ({
    from: on(date, 0),
    to: on(date + 1, 0),
    says: `a ${what} of ${exchange.says} (${why})`,
    wanted: `no ${what}`,
  });
  const around = (time: AroundTime | null, what: 'opening' | 'close', when: (day: Trading) => number) =>
    entry('market-hours', time?.effect ?? null, (day, date) => {
      if (day.kind !== 'trading' || !time) return null;
      const [early, late] = [when(day) - time.before / minute, when(day) + time.after / minute];
      return {
        from: on(date, early),
        to: on(date, late),
        says: `around the ${what} of ${exchange.says} at ${clock(when(day))} (${sayAround(time)} it)`,
        wanted: `no deploy from ${clock(early)} to ${clock(late)}`,
      };
    });

  return [
    ...entry('market-holiday', rule.holidays, (day, date) =>
      day.kind === 'holiday' ? allDay(date, 'holiday', day.name) : null,
    ),
    ...entry('market-half-day', rule.halfDays, (day, date) =>
      day.kind === 'trading' && day.halfDay !== null ? allDay(date, 'half day', day.halfDay) : null,
    ),
    ...around(rule.aroundOpen, 'opening', ({ opens }) => opens),
    ...around(rule.aroundClose, 'close', ({ closes }) => closes),
    ...entry('market-hours', rule.session, (day, date) => {
      if (day.kind !== 'trading') return null;
      const { opens, closes } = day;
      return {
        from: on(date, opens),
        to: on(date, closes),
        says: `within the trading hours of ${exchange.says} (${clock(opens)} to ${clock(closes)})`,
        wanted: 'outside the trading hours',
      };
    }),
  ];
}

/** As in `30 min before and 1 h after`. */
export function sayAround({ before, after }: AroundTime): string {
  const parts = [
    ...(before > 0 ? [`${sayDuration(before)} before`] : []),
    ...(after > 0 ? [`${sayDuration(after)} after`] : []),
  ];
  return parts.join(' and ');
}

function sayDay(day: TradingDay, clock: (minutes: number) => string): string {
  if (day.kind === 'weekend') return 'closed at weekends';
  if (day.kind === 'holiday') return `closed: ${day.name}`;
  return `opens at ${clock(day.opens)}, closes at ${clock(day.closes)}${day.halfDay === null ? '' : `: ${day.halfDay}`}`;
}
