import { expect, test } from 'vitest';
import { sayInstant, sayTimeOrInstant, sayZone } from '../../src/model/instant-words.ts';

test.each([
  ['2026-01-20T15:05:00Z', 'UTC', 'Tuesday 20 January, 15:05 UTC'],
  ['2026-01-20T15:05:59.999Z', 'America/New_York', 'Tuesday 20 January, 10:05 New York time'],
  ['2026-01-20T23:59:00Z', 'Asia/Kathmandu', 'Wednesday 21 January, 05:44 Kathmandu time'],
  ['2026-03-08T06:59:00Z', 'America/New_York', 'Sunday 8 March, 01:59 New York time'],
  ['2026-03-08T07:00:00Z', 'America/New_York', 'Sunday 8 March, 03:00 New York time'],
  ['2026-01-20T05:00:00Z', 'America/New_York', 'Tuesday 20 January, 00:00 New York time'],
])('%s in %s', (at, timezone, words) => {
  expect(sayInstant(Date.parse(at), timezone)).toBe(words);
});

test('tells the year where it is another one, or nobody can know which is meant', () => {
  const [at, now] = [Date.parse('2027-01-01T04:59:00Z'), Date.parse('2026-12-31T12:00:00Z')];
  expect(sayInstant(at, 'America/New_York', now)).toBe('Thursday 31 December, 23:59 New York time');
  expect(sayInstant(at, 'UTC', now)).toBe('Friday 1 January 2027, 04:59 UTC');
  expect(sayInstant(now, 'UTC', null)).toBe('Thursday 31 December 2026, 12:00 UTC');
});

test('the time alone is enough for the same day', () => {
  const now = Date.parse('2026-01-20T15:05:00Z');
  expect(sayTimeOrInstant(now + 3_600_000, 'UTC', now)).toBe('16:05');
  expect(sayTimeOrInstant(now + 86_400_000, 'UTC', now)).toBe('Wednesday 21 January, 15:05 UTC');
  expect(sayZone('America/Argentina/Buenos_Aires')).toBe('Buenos Aires time');
});
