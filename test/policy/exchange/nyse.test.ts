import { describe, expect, test } from 'vitest';
import { day } from '../../../src/model/time.ts';
import { exchanges } from '../../../src/policy/exchange/exchanges.ts';
import { nyse } from '../../../src/policy/exchange/nyse.ts';
import { dateOf } from '../../../src/policy/zone-clock.ts';

/**
 * As published by the exchange ahead of each year: the weekdays on which it is closed, and those on which it closes at one
 * o'clock. Days of mourning are announced a few days before, and no calendar knows them.
 */
const published: Record<number, { closed: string[]; early: string[] }> = {
  2019: {
    closed: ['01-01', '01-21', '02-18', '04-19', '05-27', '07-04', '09-02', '11-28', '12-25'],
    early: ['07-03', '11-29', '12-24'],
  },
  2020: {
    closed: ['01-01', '01-20', '02-17', '04-10', '05-25', '07-03', '09-07', '11-26', '12-25'],
    early: ['11-27', '12-24'],
  },
  2021: {
    closed: ['01-01', '01-18', '02-15', '04-02', '05-31', '07-05', '09-06', '11-25', '12-24'],
    early: ['11-26'],
  },
  2022: {
    closed: ['01-17', '02-21', '04-15', '05-30', '06-20', '07-04', '09-05', '11-24', '12-26'],
    early: ['11-25'],
  },
  2023: {
    closed: ['01-02', '01-16', '02-20', '04-07', '05-29', '06-19', '07-04', '09-04', '11-23', '12-25'],
    early: ['07-03', '11-24'],
  },
  2024: {
    closed: ['01-01', '01-15', '02-19', '03-29', '05-27', '06-19', '07-04', '09-02', '11-28', '12-25'],
    early: ['07-03', '11-29', '12-24'],
  },
  2025: {
    closed: ['01-01', '01-20', '02-17', '04-18', '05-26', '06-19', '07-04', '09-01', '11-27', '12-25'],
    early: ['07-03', '11-28', '12-24'],
  },
  2026: {
    closed: ['01-01', '01-19', '02-16', '04-03', '05-25', '06-19', '07-03', '09-07', '11-26', '12-25'],
    early: ['11-27', '12-24'],
  },
  2027: {
    closed: ['01-01', '01-18', '02-15', '03-26', '05-31', '06-18', '07-05', '09-06', '11-25', '12-24'],
    early: ['11-26'],
  },
  2028: {
    closed: ['01-17', '02-21', '04-14', '05-29', '06-19', '07-04', '09-04', '11-23', '12-25'],
    early: ['07-03', '11-24'],
  },
};

/** Every date of a year, with what the exchange does on it. */
function daysOf(year: number) {
  const first = dateOf(year, 1, 1);
  return Array.from({ length: dateOf(year + 1, 1, 1) - first }, (_, index) => ({
    text: new Date((first + index) * day).toISOString().slice(5, 10),
    day: nyse.day(first + index),
  }));
}
const on = (text: string) => nyse.day(Date.parse(`${text}T00:00Z`) / day);

describe('the New York Stock Exchange', () => {
  test.each(Object.entries(published))('%s is as published', (year, { closed, early }) => {
    const days = daysOf(Number(year));
    expect(days.filter((one) => one.day.kind === 'holiday').map(({ text }) => text)).toEqual(closed);
    const half = days.filter((one) => one.day.kind === 'trading' && one.day.closes === 13 * 60);
    expect(half.map(({ text }) => text)).toEqual(early);
  });

  test.each([
    ['2026-01-20', { kind: 'trading', opens: 570, closes: 960, halfDay: null }],
    ['2026-11-27', { kind: 'trading', opens: 570, closes: 780, halfDay: 'the day after Thanksgiving' }],
    ['2026-12-24', { kind: 'trading', opens: 570, closes: 780, halfDay: 'Christmas Eve' }],
    ['2028-07-03', { kind: 'trading', opens: 570, closes: 780, halfDay: 'the day before Independence Day' }],
    ['2026-01-24', { kind: 'weekend' }],
    ['2026-01-25', { kind: 'weekend' }],
    ['2026-04-03', { kind: 'holiday', name: 'Good Friday' }],
    ['2026-07-03', { kind: 'holiday', name: 'Independence Day' }],
    ['2027-12-24', { kind: 'holiday', name: 'Christmas Day' }],
    // New Year's Day of 2022 was a Saturday: the Friday before is a whole trading day, and so is the Monday after.
    ['2021-12-31', { kind: 'trading', opens: 570, closes: 960, halfDay: null }],
    ['2022-01-03', { kind: 'trading', opens: 570, closes: 960, halfDay: null }],
    ['2021-06-18', { kind: 'trading', opens: 570, closes: 960, halfDay: null }],
  ])('%s: %j', (text, expected) => {
    expect(on(text)).toEqual(expected);
  });

  test('half days are trading days with a reason, in every year', () => {
    for (let year = 2013; year <= 2060; year++) {
      for (const one of daysOf(year)) {
        if (one.day.kind === 'trading') expect(one.day.closes === 780).toBe(one.day.halfDay !== null);
      }
    }
  });

  test('each exchange is found by its name', () => {
    expect(exchanges.nyse).toBe(nyse);
    expect(nyse).toMatchObject({ says: 'NYSE', timezone: 'America/New_York' });
  });
});
