import { day } from '../../model/time.ts';
import { dateOf, weekdayOf } from '../zone-clock.ts';
import type { ExchangeCalendar, TradingDay } from './calendar.ts';
import { easter, lastWeekday, nthWeekday } from './dates.ts';

const opens = 9 * 60 + 30;
const closes = 16 * 60;
const closesEarly = 13 * 60;

/** By year: a search for the next opening asks day after day. */
const years = new Map<number, Map<number, TradingDay>>();

/** The New York Stock Exchange, by its rules 7.1 and 7.2; half days since 2013, Juneteenth since 2022. */
export const nyse: ExchangeCalendar = {
  says: 'NYSE',
  timezone: 'America/New_York',
  day(date) {
    if (weekdayOf(date) > 5) return { kind: 'weekend' };
    const year = new Date(date * day).getUTCFullYear();
    const special = years.get(year) ?? specialDays(year);
    years.set(year, special);
    return special.get(date) ?? { kind: 'trading', opens, closes, halfDay: null };
  },
};

function specialDays(year: number): Map<number, TradingDay> {
  const days = new Map<number, TradingDay>();
  const halfDay = (date: number, why: string) =>
    days.set(date, { kind: 'trading', opens, closes: closesEarly, halfDay: why });
  const thanksgiving = nthWeekday(4, 4, year, 11);

  halfDay(dateOf(year, 7, 3), 'the day before Independence Day');
  halfDay(thanksgiving + 1, 'the day after Thanksgiving');
  halfDay(dateOf(year, 12, 24), 'Christmas Eve');
  // A holiday takes the place of a half day: on a Friday, 3 July and 24 December are observed for the day after.
  for (const [date, name] of holidays(year, thanksgiving)) days.set(date, { kind: 'holiday', name });
  return days;
}

function holidays(year: number, thanksgiving: number): [number, string][] {
  const newYear = dateOf(year, 1, 1);
  return [
    // On a Saturday it is not observed: the Friday before closes the year, and its books.
    ...(weekdayOf(newYear) === 6 ? [] : [[observed(newYear), "New Year's Day"] satisfies [number, string]]),
    [nthWeekday(3, 1, year, 1), 'Martin Luther King, Jr. Day'],
    [nthWeekday(3, 1, year, 2), "Washington's Birthday"],
    [easter(year) - 2, 'Good Friday'],
    [lastWeekday(1, year, 5), 'Memorial Day'],
    ...(year < 2022 ? [] : [[observed(dateOf(year, 6, 19)), 'Juneteenth'] satisfies [number, string]]),
    [observed(dateOf(year, 7, 4)), 'Independence Day'],
    [nthWeekday(1, 1, year, 9), 'Labor Day'],
    [thanksgiving, 'Thanksgiving Day'],
    [observed(dateOf(year, 12, 25)), 'Christmas Day'],
  ];
}

/** A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after. */
function observed(date: number): number {
  const weekday = weekdayOf(date);
  return weekday === 6 ? date - 1 : weekday === 7 ? date + 1 : date;
}
