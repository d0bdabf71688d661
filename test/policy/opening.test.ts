import { describe, expect, test } from 'vitest';
import { day, minute } from '../../src/model/time.ts';
import { inRanges, nextOpening } from '../../src/policy/opening.ts';

const newYork = 'America/New_York';
const every = [1, 2, 3, 4, 5, 6, 7];
const range = (from: string, to: string, days = every) => [{ days, from: minutes(from), to: minutes(to) }];

function minutes(text: string): number {
  const [hours = '0', rest = '0'] = text.split(':');
  return Number(hours) * 60 + Number(rest);
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z'));

describe('inRanges', () => {
  test.each([
    ['inside', '2026-01-20T15:05:00Z', range('10:00', '14:00'), true],
    ['the first moment', '2026-01-20T15:00:00.000Z', range('10:00', '14:00'), true],
    ['a moment before', '2026-01-20T14:59:59.999Z', range('10:00', '14:00'), false],
    ['the last moment', '2026-01-20T18:59:59.999Z', range('10:00', '14:00'), true],
    ['the end', '2026-01-20T19:00:00.000Z', range('10:00', '14:00'), false],
    ['summer: the same hours are another time', '2026-07-21T14:00:00Z', range('10:00', '14:00'), true],
    ['summer: what would be right in winter', '2026-07-21T18:30:00Z', range('10:00', '14:00'), false],
    ['the day of New York, not of UTC', '2026-01-24T03:00:00Z', range('00:00', '24:00', [5]), true],
    ['another day', '2026-01-20T15:05:00Z', range('10:00', '14:00', [1]), false],
    ['the last minute of a day', '2026-01-21T04:59:00Z', range('00:00', '24:00', [2]), true],
    ['no range', '2026-01-20T15:05:00Z', [], false],
  ])('%s', (_, at, ranges, inside) => {
    expect(inRanges(ranges, newYork, Date.parse(at))).toBe(inside);
  });
});

describe('nextOpening', () => {
  test.each([
    ['now, when it is open', '2026-01-20T15:05:30Z', newYork, range('10:00', '14:00'), '2026-01-20T15:05:30Z'],
    ['later today', '2026-01-20T12:00:00Z', newYork, range('10:00', '14:00'), '2026-01-20T15:00:00Z'],
    ['tomorrow', '2026-01-20T19:00:00Z', newYork, range('10:00', '14:00'), '2026-01-21T15:00:00Z'],
    [
      'after the weekend',
      '2026-01-23T20:00:00Z',
      newYork,
      range('00:00', '24:00', [1, 2, 3, 4]),
      '2026-01-26T05:00:00Z',
    ],
    ['a week from now', '2026-01-20T19:00:00Z', newYork, range('10:00', '14:00', [2]), '2026-01-27T15:00:00Z'],
    ['to the minute', '2026-01-20T12:00:00Z', newYork, range('10:07', '14:00'), '2026-01-20T15:07:00Z'],
    // In New York, 02:00 to 03:00 does not exist on 8 March 2026, and 01:00 to 02:00 is there twice on 1 November.
    ['over the change to summer', '2026-03-07T20:00:00Z', newYork, range('10:00', '14:00'), '2026-03-08T14:00:00Z'],
    ['hours that begin in the gap', '2026-03-08T06:30:00Z', newYork, range('02:30', '04:00'), '2026-03-08T07:00:00Z'],
    ['hours that lie in the gap', '2026-03-08T06:30:00Z', newYork, range('02:15', '02:45'), '2026-03-09T06:15:00Z'],
    ['once a week, in the gap', '2026-03-08T06:30:00Z', newYork, range('02:15', '02:45', [7]), '2026-03-15T06:15:00Z'],
    ['over the change to winter', '2026-10-31T19:00:00Z', newYork, range('10:00', '14:00'), '2026-11-01T15:00:00Z'],
    ['the hour that is there twice', '2026-11-01T05:45:00Z', newYork, range('01:00', '01:30'), '2026-11-01T06:00:00Z'],
    ['its first time', '2026-11-01T04:45:00Z', newYork, range('01:00', '01:30'), '2026-11-01T05:00:00Z'],
    ['half-hour zones', '2026-01-20T15:05:00Z', 'Asia/Kolkata', range('22:00', '23:00'), '2026-01-20T16:30:00Z'],
    [
      'half-hour changes',
      '2026-10-03T15:20:00Z',
      'Australia/Lord_Howe',
      range('02:15', '03:00'),
      '2026-10-03T15:30:00Z',
    ],
    ['never', '2026-01-20T15:05:00Z', newYork, [], null],
  ])('%s', (_, from, zone, ranges, expected) => {
    expect(iso(nextOpening(ranges, zone, Date.parse(from)))).toBe(expected);
  });

  test('is the first minute at which it is open, for every hour of the two weeks around each change', () => {
    const ranges = [...range('01:20', '02:40', [6, 7]), ...range('10:07', '14:00', [3])];
    for (const middle of ['2026-03-08T12:00:00Z', '2026-11-01T12:00:00Z']) {
      for (let hour = -48; hour <= 48; hour += 8) {
        const from = Date.parse(middle) + hour * 60 * minute;
        let expected: number | null = null;
        for (let at = from; at < from + 8 * day && expected === null; at += minute) {
          if (inRanges(ranges, newYork, at)) expected = at;
        }
        expect(iso(nextOpening(ranges, newYork, from))).toBe(iso(expected));
      }
    }
  });
});
