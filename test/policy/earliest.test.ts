import { expect, test } from 'vitest';
import { known } from '../../src/model/facts.ts';
import { hour } from '../../src/model/time.ts';
import { earliest } from '../../src/policy/earliest.ts';
import { environment, facts, gates, lockOf, membership, now, person } from '../builders.ts';

/** Open from Wednesday 00:00 to 02:00 UTC only; `now` is a Tuesday, 15:05. */
const wednesdays = environment({
  gates: gates({ window: { timezone: 'UTC', allowed: [{ days: [3], from: 0, to: 120 }], preferred: [] } }),
});
const lockedUntil = (until: number | null) => known([lockOf({ owner: person('dev2'), until })]);

test('what passes, passes now', () => {
  expect(earliest(environment(), facts())).toBe(now);
});

test('a window: when it opens', () => {
  expect(earliest(wednesdays, facts())).toBe(Date.parse('2026-01-21T00:00:00Z'));
});

test('a lock that ends: then, and when it ends outside the window, at the next opening after it', () => {
  expect(earliest(environment(), facts({ locks: lockedUntil(now + hour) }))).toBe(now + hour);
  expect(earliest(wednesdays, facts({ locks: lockedUntil(now + 12 * hour) }))).toBe(Date.parse('2026-01-28T00:00:00Z'));
});

test('what only a person can unblock never passes by itself', () => {
  expect(earliest(environment(), facts({ locks: lockedUntil(null) }))).toBeNull();
  expect(earliest(wednesdays, facts({ requester: known(membership('sec', { roles: [] })) }))).toBeNull();
});
