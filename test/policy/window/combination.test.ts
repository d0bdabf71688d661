import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import { hour, minute } from '../../../src/model/time.ts';
import type { WindowRule } from '../../../src/model/window.ts';
import { window } from '../../../src/policy/gates/window.ts';
import { facts, membership } from '../../builders.ts';
import { tradingRules } from './rules-of-trading.ts';

const iso = (at: number) => new Date(at).toISOString();
const nights: WindowRule = {
  timezone: 'Europe/Berlin',
  allowed: [
    { days: [6], from: 1320, to: 1440 },
    { days: [7], from: 0, to: 240 },
  ],
  preferred: [{ days: [7], from: 130, to: 170 }],
};
const session: WindowRule = {
  ...tradingRules,
  timezone: 'Asia/Kolkata',
  exchange: {
    ...tradingRules.exchange,
    calendar: 'nyse',
    aroundOpen: null,
    aroundClose: null,
    holidays: null,
    session: 'refuse',
    halfDays: 'refuse',
  },
};

/** Instants of a year and a bit, none of them at a round hour of the clock, and every half-hour around the changes of the clock. */
const instants = [
  ...Array.from({ length: 400 }, (_, index) => Date.parse('2026-01-01T00:00Z') + index * (22 * hour + 13 * minute)),
  ...['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01'].flatMap((date) =>
    Array.from({ length: 48 }, (_, index) => Date.parse(`${date}T00:00Z`) - 6 * hour + index * 30 * minute),
  ),
];

describe.each<[string, WindowRule, string[]]>([
  ['of trading', tradingRules, []],
  ['of trading, for one whom a freeze does not bind', tradingRules, ['sre']],
  ['outside of the trading session, seen from elsewhere', session, []],
  ['in the nights in which the clock changes', nights, []],
])('hours %s', (_, rules, roles) => {
  const requester = known(membership('dev', { roles: ['developers', ...roles] }));
  const at = (now: number) => window(rules, facts({ now, environment: 'production', requester }));

  test('`when` is the first minute at which it passes: not one before, and that one does', () => {
    let blocked = 0;
    for (const now of instants) {
      const { outcome, when } = at(now);
      if (outcome === 'pass') expect(when).toBeNull();
      if (outcome !== 'block') continue;
      blocked++;
      if (when === null || when <= now) return expect.fail(`${iso(now)}: ${when}`);
      if (at(when).outcome === 'block') expect.fail(`${iso(now)}: blocks at ${iso(when)}`);
      for (let before = when - minute; before > now; before -= Math.max(minute, Math.floor((when - now) / 12)))
        if (at(before).outcome !== 'block') expect.fail(`${iso(now)}: passes at ${iso(before)} already`);
    }
    expect(blocked).toBeGreaterThan(100);
  });

  test('`when` of a warning is the first minute at which nothing is to be said', () => {
    for (const now of instants) {
      const { outcome, when } = at(now);
      if (outcome !== 'warn') continue;
      if (when === null || when <= now) return expect.fail(`${iso(now)}: ${when}`);
      if (at(when).outcome !== 'pass') expect.fail(`${iso(now)}: ${at(when).reason} at ${iso(when)}`);
      if (at(when - minute).outcome === 'pass') expect.fail(`${iso(now)}: passes before ${iso(when)} already`);
    }
  });
});
