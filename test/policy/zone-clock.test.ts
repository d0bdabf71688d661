import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { day, hour, minute } from '../../src/model/time.ts';
import { changeWithin, dateOf, instantOf, offsetAt, wallAt } from '../../src/policy/zone-clock.ts';

const newYork = 'America/New_York';
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 16));

test.each([
  newYork,
  'Europe/Berlin',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
  'Africa/Casablanca',
])(
  'the clock on the wall in %s is that of the time zone database, in every half-hour of the days in which it changes, and throughout the year',
  (zone) => {
    const start = Date.parse('2026-01-01T00:00Z');
    const changes = Array.from({ length: 365 }, (_, index) => start + index * day).filter(
      (at) => DateTime.fromMillis(at, { zone }).offset !== DateTime.fromMillis(at + day, { zone }).offset,
    );
    const instants = [
      ...Array.from({ length: 1_500 }, (_, index) => start + index * (5 * hour + 49 * minute)),
      ...changes.flatMap((at) => Array.from({ length: 144 }, (_, index) => at - day + index * 30 * minute)),
    ];
    for (const at of instants) {
      const local = DateTime.fromMillis(at, { zone });
      const { date, minutes, weekday } = wallAt(zone, at);
      if (offsetAt(zone, at) !== local.offset * minute) expect.fail(`${zone} at ${iso(at)}`);
      if (weekday !== local.weekday || minutes !== local.hour * 60 + local.minute) expect.fail(`${zone} at ${iso(at)}`);
      if (date !== dateOf(local.year, local.month, local.day)) expect.fail(`${zone} at ${iso(at)}`);
    }
  },
);

describe('the instant of a local time', () => {
  test.each([
    ['an ordinary day', newYork, dateOf(2026, 1, 20), '10:05', '2026-01-20T15:05'],
    ['summer', newYork, dateOf(2026, 7, 21), '10:05', '2026-07-21T14:05'],
    ['east of UTC', 'Asia/Kolkata', dateOf(2026, 1, 20), '00:00', '2026-01-19T18:30'],
    ['midnight at the end', newYork, dateOf(2026, 1, 20), '24:00', '2026-01-21T05:00'],
    ['before the gap', newYork, dateOf(2026, 3, 8), '01:59', '2026-03-08T06:59'],
    ['in the gap: when it ends', newYork, dateOf(2026, 3, 8), '02:30', '2026-03-08T07:00'],
    ['after the gap', newYork, dateOf(2026, 3, 8), '03:00', '2026-03-08T07:00'],
    ['there twice: the first', newYork, dateOf(2026, 11, 1), '01:30', '2026-11-01T05:30'],
    ['after what is there twice', newYork, dateOf(2026, 11, 1), '02:00', '2026-11-01T07:00'],
  ])('%s', (_, zone, date, time, expected) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    expect(iso(instantOf(zone, date, hours * 60 + minutes))).toBe(expected);
  });
});

test('a change of the clock is found to the minute, and only where there is one', () => {
  const spring = Date.parse('2026-03-08T07:00Z');
  expect(changeWithin(newYork, spring - 7 * hour - 12_345, spring + 5 * hour)).toBe(spring);
  expect(changeWithin(newYork, spring - 1, spring)).toBe(spring);
  expect(changeWithin(newYork, spring, spring + day)).toBeNull();
  expect(changeWithin(newYork, spring - day, spring - minute)).toBeNull();
});
