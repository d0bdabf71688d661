import { expect, test } from 'vitest';
import { day } from '../../../src/model/time.ts';
import { easter, lastWeekday, nthWeekday } from '../../../src/policy/exchange/dates.ts';

const text = (date: number) => new Date(date * day).toISOString().slice(0, 10);

// The earliest and the latest there are, both corrections of the algorithm, and some recent ones.
test.each([
  [1818, '1818-03-22'],
  [1943, '1943-04-25'],
  [1954, '1954-04-18'],
  [1961, '1961-04-02'],
  [1981, '1981-04-19'],
  [2000, '2000-04-23'],
  [2008, '2008-03-23'],
  [2019, '2019-04-21'],
  [2024, '2024-03-31'],
  [2026, '2026-04-05'],
  [2038, '2038-04-25'],
  [2049, '2049-04-18'],
  [2076, '2076-04-19'],
])('Easter of %i is on %s', (year, expected) => {
  expect(text(easter(year))).toBe(expected);
});

test.each([
  ['the third Monday of January 2026', nthWeekday(3, 1, 2026, 1), '2026-01-19'],
  ['the first Monday of June 2026, which is its first day', nthWeekday(1, 1, 2026, 6), '2026-06-01'],
  ['the fourth Thursday of November 2024', nthWeekday(4, 4, 2024, 11), '2024-11-28'],
  ['the first Sunday of March 2026', nthWeekday(1, 7, 2026, 3), '2026-03-01'],
  ['the last Monday of May 2027, which is its last day', lastWeekday(1, 2027, 5), '2027-05-31'],
  ['the last Sunday of February 2028', lastWeekday(7, 2028, 2), '2028-02-27'],
  ['the last Friday of December 2026', lastWeekday(5, 2026, 12), '2026-12-25'],
])('%s', (_, date, expected) => {
  expect(text(date)).toBe(expected);
});
