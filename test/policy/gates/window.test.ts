import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import { minute } from '../../../src/model/time.ts';
import type { WindowRule } from '../../../src/model/window.ts';
import { window } from '../../../src/policy/gates/window.ts';
import { facts, membership } from '../../builders.ts';
import { tradingRules } from '../window/rules-of-trading.ts';

/** The trading engine's: never on Fridays and weekends, best Tuesday to Thursday from ten to two. */
const rules: WindowRule = {
  timezone: 'America/New_York',
  allowed: [{ days: [1, 2, 3, 4], from: 0, to: 1440 }],
  preferred: [{ days: [2, 3, 4], from: 600, to: 840 }],
};
const at = (time: string, changes: Partial<WindowRule> = {}) =>
  window({ ...rules, ...changes }, facts({ now: Date.parse(time), environment: 'production' }));

describe('window', () => {
  test.each([
    ['Tuesday at ten', '2026-01-20T15:00:00Z', 'pass', 'passed'],
    ['Tuesday before ten', '2026-01-20T14:59:00Z', 'warn', 'outside-preferred-window'],
    ['Monday at noon', '2026-01-19T17:00:00Z', 'warn', 'outside-preferred-window'],
    ['Thursday, the last minute', '2026-01-23T04:59:00Z', 'warn', 'outside-preferred-window'],
    ['Friday, the first minute', '2026-01-23T05:00:00Z', 'block', 'outside-window'],
    ['Sunday night, when it is Monday in UTC', '2026-01-26T03:00:00Z', 'block', 'outside-window'],
    ['Tuesday at ten in summer', '2026-07-21T14:00:00Z', 'pass', 'passed'],
  ])('%s', (_, time, outcome, reason) => {
    expect(at(time)).toMatchObject({ outcome, reason });
  });

  test('a refusal says the time there, the hours, and when it opens', () => {
    const verdict = at('2026-01-23T20:00:00Z');
    expect(verdict.says).toBe('It is Friday 23 January, 15:00 New York time, outside the hours for production.');
    expect(verdict.saw[0]?.wanted).toBe('Mon to Thu all day (America/New_York)');
    expect(verdict.when).toBe(Date.parse('2026-01-26T05:00:00Z'));
    expect(verdict.unblock).toContain('Monday 26 January, 00:00');
  });

  test('a warning says when it is preferred, and blocks nothing', () => {
    const verdict = at('2026-01-22T20:00:00Z');
    expect(verdict.says).toContain('Tue to Thu 10:00 to 14:00 (America/New_York)');
    expect(verdict).toMatchObject({ outcome: 'warn', unblock: null, when: Date.parse('2026-01-27T15:00:00Z') });
  });

  test.each([
    ['no rule', window(null, facts()), 'not-configured'],
    ['a rule without hours', at('2026-01-24T15:00:00Z', { allowed: [], preferred: [] }), 'not-configured'],
    ['only preferred, on a Saturday', at('2026-01-24T15:00:00Z', { allowed: [] }), 'outside-preferred-window'],
    ['only allowed, on a Monday', at('2026-01-19T17:00:00Z', { preferred: [] }), 'passed'],
  ])('%s', (_, verdict, reason) => {
    expect(verdict.reason).toBe(reason);
  });

  test('hours that never come are said to be so', () => {
    const verdict = at('2026-01-20T15:00:00Z', { allowed: [{ days: [], from: 0, to: 1440 }] });
    expect(verdict).toMatchObject({ outcome: 'block', when: null });
    expect(verdict.unblock).toContain('never');
  });
});

describe('window: what else speaks against a moment', () => {
  const market = tradingRules.exchange ?? expect.fail('the rules have no exchange');
  const judged = (time: string, changes: Partial<WindowRule> = {}, roles = ['developers']) =>
    window(
      { ...tradingRules, ...changes },
      facts({ now: Date.parse(time), environment: 'production', requester: known(membership('dev', { roles })) }),
    );

  test('what only warns is not shown beside what refuses: it is not what has to be waited for', () => {
    const verdict = judged('2026-01-23T18:00Z');
    expect(verdict).toMatchObject({ outcome: 'block', reason: 'avoided-time' });
    expect(verdict.saw.map(({ what }) => what)).toEqual(['Time to avoid']);
  });

  test.each<[string, string, string, string, string]>([
    // [what, when, reason, says, when it passes]
    [
      'the market opens',
      '2026-01-20T14:05Z',
      'market-hours',
      'It is Tuesday 20 January, 09:05 New York time, around the opening of NYSE at 09:30 (30 min before and 30 min after it).',
      '2026-01-20T15:00Z',
    ],
    [
      'the market closes',
      '2026-01-20T20:00Z',
      'market-hours',
      'It is Tuesday 20 January, 15:00 New York time, around the close of NYSE at 16:00 (1 h before and 15 min after it).',
      '2026-01-20T21:15Z',
    ],
    ['it closes early', '2026-12-16T17:30Z', 'passed', 'a good time', ''],
    [
      'a holiday',
      '2026-06-19T15:00Z',
      'market-holiday',
      'It is Friday 19 June, 11:00 New York time, a holiday of NYSE (Juneteenth) and a time to avoid (limited support window).',
      '2026-06-22T04:00Z',
    ],
    [
      'Friday',
      '2026-01-23T15:00Z',
      'avoided-time',
      'It is Friday 23 January, 10:00 New York time, a time to avoid (limited support window).',
      '2026-01-26T05:00Z',
    ],
    [
      'an event',
      '2026-01-28T16:00Z',
      'high-volume-event',
      'It is Wednesday 28 January, 11:00 New York time, the time of a high-volume event, “FOMC decision” (until Thursday 29 January, 00:00 New York time).',
      '2026-01-29T05:00Z',
    ],
    [
      'a freeze',
      '2026-12-21T16:00Z',
      'frozen',
      'It is Monday 21 December, 11:00 New York time, in the freeze “Year-end freeze” (until Monday 4 January 2027, 00:00 New York time).',
      '2027-01-04T05:00Z',
    ],
    [
      'Sunday',
      '2026-01-25T15:00Z',
      'outside-window',
      'It is Sunday 25 January, 10:00 New York time, outside the hours for production.',
      '2026-01-26T05:00Z',
    ],
  ])('%s', (_, time, reason, says, when) => {
    const verdict = judged(time);
    expect(verdict.reason).toBe(reason);
    expect(verdict.says).toContain(says);
    expect(verdict.when).toBe(when === '' ? null : Date.parse(when));
    expect(verdict.outcome).toBe(reason === 'passed' ? 'pass' : 'block');
  });

  test('what it saw says which hours and days are meant', () => {
    expect(judged('2026-01-20T14:05Z').saw).toContainEqual({
      what: 'NYSE',
      found: 'opens at 09:30, closes at 16:00',
      wanted: 'no deploy from 09:00 to 10:00',
    });
    expect(judged('2026-12-21T16:00Z').saw).toContainEqual({
      what: 'Freeze',
      found: 'Year-end freeze',
      wanted: 'no deploy from Friday 18 December, 17:00 New York time to Monday 4 January 2027, 00:00 New York time',
    });
  });

  test('the early close of a half day, and the half day itself', () => {
    const time = '2028-07-03T16:30Z';
    expect(judged(time).says).toContain('around the close of NYSE at 13:00');
    expect(judged('2028-07-03T17:15Z').says).toContain(
      'That is allowed, but it is a half day of NYSE (the day before Independence Day)',
    );
    const refused = judged('2028-07-03T18:00Z', { exchange: { ...market, halfDays: 'refuse' } });
    expect(refused).toMatchObject({ reason: 'market-half-day', when: Date.parse('2028-07-05T04:00Z') });
    expect(refused.saw).toContainEqual({
      what: 'NYSE',
      found: 'opens at 09:30, closes at 13:00: the day before Independence Day',
      wanted: 'no half day',
    });
  });

  test('the session, seen from another zone: times say whose they are', () => {
    const exchange = { ...market, aroundOpen: null, session: 'refuse' as const };
    const verdict = judged('2026-01-20T15:05Z', { timezone: 'Europe/Berlin', preferred: [], exchange });
    expect(verdict.says).toBe(
      'It is Tuesday 20 January, 16:05 Berlin time, within the trading hours of NYSE (09:30 New York time to 16:00 New York time).',
    );
    expect(verdict.unblock).toBe('Try again from Tuesday 20 January, 22:15 Berlin time.');
  });

  // New York changes its clock on 8 March and 1 November 2026, Berlin on 29 March and 25 October: for some weeks they are five hours apart.
  test.each([
    ['winter', '2026-03-06T14:29Z', '2026-03-06T15:00Z', '16:00 Berlin time'],
    ['the first trading day of summer time', '2026-03-09T13:29Z', '2026-03-09T14:00Z', '15:00 Berlin time'],
    ['both in summer', '2026-03-30T13:29Z', '2026-03-30T14:00Z', '16:00 Berlin time'],
    ['only New York still in summer', '2026-10-26T13:29Z', '2026-10-26T14:00Z', '15:00 Berlin time'],
    ['the first trading day of winter time', '2026-11-02T14:29Z', '2026-11-02T15:00Z', '16:00 Berlin time'],
  ])('the market opens at half past nine in New York: %s', (_, time, when, said) => {
    const rule: WindowRule = { timezone: 'Europe/Berlin', allowed: [], preferred: [], exchange: market };
    const verdict = window(rule, facts({ now: Date.parse(time) }));
    expect(verdict).toMatchObject({ reason: 'market-hours', when: Date.parse(when) });
    expect(verdict.says).toContain('around the opening of NYSE at 09:30 New York time');
    expect(verdict.unblock).toContain(said);
    expect(window(rule, facts({ now: Date.parse(time) - 30 * minute })).reason).toBe('passed');
  });

  test('a freeze does not bind the roles that it excepts: they are warned, others are told of them', () => {
    const time = '2026-12-22T16:00Z';
    const verdict = judged(time);
    expect(verdict.who).toEqual(['sre']);
    expect(verdict.unblock).toBe(
      'Try again from Monday 4 January 2027, 00:00 New York time. Before that, somebody with the role sre may deploy.',
    );
    const sre = judged(time, {}, ['sre']);
    expect(sre).toMatchObject({ outcome: 'warn', reason: 'frozen', who: [], unblock: null });
    expect(sre.says).toContain('00:00 New York time) (which does not bind sre).');
    const unknown = window(tradingRules, facts({ now: Date.parse(time), requester: { known: false, why: 'x' } }));
    expect(unknown.outcome).toBe('block');
  });

  test('where two refuse, only a role that both except helps', () => {
    const opening = judged('2026-12-22T14:35Z');
    expect(opening.reason).toBe('frozen');
    expect(opening.says).toContain(
      '“Year-end freeze” (until Monday 4 January 2027, 00:00 New York time) and around the opening',
    );
    expect(opening.who).toEqual([]);
    expect(opening.unblock).toBe('Try again from Monday 4 January 2027, 00:00 New York time.');
    expect(judged('2026-12-22T14:35Z', {}, ['sre'])).toMatchObject({
      outcome: 'block',
      reason: 'market-hours',
      when: Date.parse('2026-12-22T15:00Z'),
    });
  });

  test('what only warns is said, and blocks nothing', () => {
    const verdict = judged('2026-01-27T04:30Z');
    expect(verdict).toMatchObject({ outcome: 'warn', reason: 'avoided-time', unblock: null });
    expect(verdict.says).toBe(
      'It is Monday 26 January, 23:30 New York time. That is allowed, but it is a time to avoid (Mon 23:00 to 24:00 (America/New_York)) and outside the preferred hours for production: Tue to Thu 10:00 to 14:00 (America/New_York).',
    );
    expect(verdict.when).toBe(Date.parse('2026-01-27T15:00Z'));
  });

  test.each<[string, Partial<WindowRule>]>([
    ['avoid', { avoid: tradingRules.avoid ?? [] }],
    ['exchange', { exchange: { ...market, aroundOpen: { before: 0, after: 30 * minute, effect: 'refuse' } } }],
    ['freezes', { freezes: tradingRules.freezes ?? [] }],
    ['events', { events: tradingRules.events ?? [] }],
  ])('%s alone is a window: any other time passes', (_, only) => {
    const rule: WindowRule = { timezone: 'America/New_York', allowed: [], preferred: [], ...only };
    const verdict = window(rule, facts({ now: Date.parse('2026-01-20T15:05Z') }));
    expect(verdict).toMatchObject({ outcome: 'pass', reason: 'passed' });
    expect(verdict.saw).toEqual([{ what: 'Time', found: 'Tuesday 20 January, 10:05 New York time', wanted: null }]);
  });
});
