import { describe, expect, test } from 'vitest';
import type { WindowRule } from '../../../src/model/catalog.ts';
import { window } from '../../../src/policy/gates/window.ts';
import { facts } from '../../builders.ts';

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
