import { describe, expect, test } from 'vitest';
import { day, hour } from '../../../src/model/time.ts';
import type { WindowRule } from '../../../src/model/window.ts';
import { farthest, nextClear } from '../../../src/policy/window/next-clear.ts';
import type { TimeRule } from '../../../src/policy/window/time-rule.ts';
import { timeRules } from '../../../src/policy/window/time-rules.ts';
import { tradingRules } from './rules-of-trading.ts';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 16));
const next = (rules: Partial<WindowRule>, from: string) =>
  iso(nextClear(timeRules({ ...tradingRules, ...rules }, 'production'), Date.parse(from)));

describe('the next clear moment', () => {
  test.each([
    ['now, when nothing objects', '2026-01-20T15:05:30Z', '2026-01-20T15:05'],
    ['after the opening of the market', '2026-01-20T14:35:00Z', '2026-01-20T15:00'],
    ['after its close', '2026-01-20T20:00:00Z', '2026-01-20T21:15'],
    ['after the weekend, of which Friday is one', '2026-01-23T12:00:00Z', '2026-01-26T05:00'],
    // Friday, the weekend, and Martin Luther King, Jr. Day.
    ['after a holiday that follows the weekend', '2026-01-16T12:00:00Z', '2026-01-20T05:00'],
    ['after Good Friday', '2026-04-03T12:00:00Z', '2026-04-06T04:00'],
    // The freeze ends with Sunday 3 January, and Monday 4 January is no holiday. Monday's last hour is avoided.
    ['after the turn of the year', '2026-12-22T12:00:00Z', '2027-01-04T05:00'],
    ['after an event of a day', '2026-01-28T12:00:00Z', '2026-01-29T05:00'],
    // Summer time begins on Sunday 8 March: Monday begins an hour earlier in UTC.
    ['over the change to summer', '2026-03-07T12:00:00Z', '2026-03-09T04:00'],
    ['over the change to winter, and a freeze over it', '2026-10-31T12:00:00Z', '2026-11-02T11:00'],
  ])('%s', (_, from, expected) => {
    // Warnings do not count here.
    expect(next({ avoid: tradingRules.avoid?.slice(0, 1) ?? [], exchange: { ...market, halfDays: null } }, from)).toBe(
      expected,
    );
  });

  test.each<[string, Partial<WindowRule>]>([
    ['hours that are avoided whenever they come', { allowed: [{ days: [5], from: 0, to: 1440 }] }],
    ['no hours at all', { allowed: [{ days: [], from: 0, to: 1440 }] }],
    [
      'all the week avoided',
      {
        allowed: [],
        avoid: [
          {
            ranges: [{ days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 }],
            reason: null,
            effect: 'refuse',
            exceptRoles: [],
          },
        ],
      },
    ],
    [
      'a freeze of two years',
      { freezes: [{ name: 'x', from: '2026-01-01T00:00', to: '2028-01-01T00:00', effect: 'refuse', exceptRoles: [] }] },
    ],
  ])('never, with %s', (_, rules) => {
    expect(next(rules, '2026-01-20T12:00:00Z')).toBeNull();
  });

  test('a search in vain asks little more than once a day, and ends', () => {
    const asked: number[] = [];
    const daily = (phase: number): TimeRule => ({
      reason: 'avoided-time',
      effect: 'refuse',
      exceptRoles: [],
      until(at) {
        asked.push(at);
        const half = Math.floor(at / (12 * hour));
        return half % 2 === phase ? (half + 1) * 12 * hour : null;
      },
      says: () => '',
      seen: () => ({ what: '', found: '', wanted: null }),
    });
    const from = Date.parse('2026-01-20T12:00:00Z');
    expect(nextClear([daily(0), daily(1)], from)).toBeNull();
    expect(asked.length).toBeLessThan((4 * farthest) / day + 10);
    expect(Math.max(...asked)).toBeLessThan(from + farthest + day);
  });
});

const market = tradingRules.exchange ?? expect.fail('the rules have no exchange');
