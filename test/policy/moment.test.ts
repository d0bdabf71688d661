import { describe, expect, test } from 'vitest';
import { readMoment } from '../../src/policy/moment.ts';

/** A Tuesday, 10:05 in New York and 15:05 in UTC. */
const now = Date.parse('2026-01-20T15:05:00Z');
const read = (text: string, timezone = 'America/New_York') => {
  const found = readMoment(text, { now, timezone });
  return typeof found === 'number' ? new Date(found).toISOString().slice(0, 16) : found;
};

describe('a moment to come', () => {
  test.each([
    ['in 2h', '2026-01-20T17:05'],
    ['in 1h 30m', '2026-01-20T16:35'],
    ['11:00', '2026-01-20T16:00'],
    ['10:00', '2026-01-21T15:00'],
    ['noon', '2026-01-20T17:00'],
    ['9am', '2026-01-21T14:00'],
    ['12am', '2026-01-21T05:00'],
    ['today 16:30', '2026-01-20T21:30'],
    ['tomorrow 10:00', '2026-01-21T15:00'],
    ['Tomorrow 2pm', '2026-01-21T19:00'],
    ['tue 11:00', '2026-01-20T16:00'],
    ['tue 10:00', '2026-01-27T15:00'],
    ['Thursday 10:00', '2026-01-22T15:00'],
    ['2026-03-09 10:00', '2026-03-09T14:00'],
    ['tomorrow 10:00 UTC', '2026-01-21T10:00'],
    ['fri 9:30 Europe/Berlin', '2026-01-23T08:30'],
    // The hour that the clocks leave out is taken as the one after it.
    ['2026-03-08 02:30', '2026-03-08T07:30'],
  ])('%s', (text, at) => {
    expect(read(text)).toBe(at);
  });

  test.each([
    ['', 'The time is missing.'],
    ['soon', '"soon" is no time.'],
    ['in a while', '"in a while" is not a length of time.'],
    ['tomorrow', '"tomorrow" has no time of day.'],
    ['tue', '"tue" has no time of day.'],
    ['25:00', '"25:00" is no time.'],
    ['13pm', '"13pm" is no time.'],
    ['10', '"10" is no time.'],
    ['2026-02-30 10:00', '"2026-02-30 10:00" is no time.'],
    ['t 10:00', '"t 10:00" is no time.'],
    ['tue wed 10:00', '"tue wed 10:00" is no time.'],
    ['today 9:00', '"today 9:00" is over: it is Tuesday 20 January, 10:05 New York time now.'],
    ['2026-01-19 10:00', '"2026-01-19 10:00" is over: it is Tuesday 20 January, 10:05 New York time now.'],
  ])('not "%s"', (text, wrong) => {
    expect(read(text)).toMatchObject({ wrong, right: expect.stringMatching(/^(Write it as|Name a time to come)/) });
  });
});
