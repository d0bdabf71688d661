import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../src/config/catalog/load.ts';
import { sayProblem } from '../../../src/config/catalog/problem.ts';
import { replaced } from './base.ts';

function problemsOf(text: string): string[] {
  const loaded = loadCatalog(text, 'quarterdeck.yml');
  return loaded.ok ? [] : loaded.problems.map((problem) => sayProblem(problem).replace('quarterdeck.yml:', ''));
}

describe('the entries of a window', () => {
  const withEntries = (entries: string) =>
    problemsOf(replaced('            allowed:\n', `            ${entries}\n            allowed:\n`)).join('\n');
  const exchange = (rest: string) => `exchange: { calendar: nyse, ${rest} }`;

  test.each([
    ['avoid: [{ days: [fri], reason: limited support, effect: warn, except_roles: [approvers] }]'],
    [
      exchange(
        'around_open: { before: 30m }, around_close: { after: 6h, effect: warn }, session: allow, holidays: refuse',
      ),
    ],
    ['freezes: [{ reason: Year end, from: 2026-12-18, to: 2026-12-18 }, { reason: Audit, on: 2028-02-29 }]'],
    ['freezes: [{ reason: Night, from: "2026-12-18 22:00", to: 2026-12-18T23:00 }]'],
    ['events: [{ name: Rate decision, on: 2026-01-28, effect: warn }]'],
  ])('%s is good', (entries) => {
    expect(withEntries(entries)).toBe('');
  });

  test.each([
    [
      'avoid: [{ days: [fri], hours: "10:00-10:00" }]',
      'window.avoid.0.hours: found "10:00-10:00"; expected an end that differs',
    ],
    ['avoid: [{ days: [fri], effect: block }]', 'avoid.0.effect: found "block"; expected one of refuse, warn'],
    ['avoid: [{ days: [fri], except_roles: [approver] }]', 'except_roles.0: found "approver"; expected approvers?'],
    ['exchange: { calendar: nasdaq, holidays: refuse }', 'calendar: found "nasdaq"; expected one of nyse'],
    ['exchange: { calendar: nyse }', 'window.exchange: found the calendar nyse alone; expected what it means'],
    [exchange('holidays: block'), 'holidays: found "block"; expected one of refuse, warn, allow'],
    [exchange('around_open: {}'), 'around_open: found neither before nor after; expected a length of time'],
    [exchange('around_open: { before: 0m }'), 'around_open.before: found "0m"; expected a length of time above zero'],
    [exchange('around_close: { after: 7h }'), 'around_close.after: found "7h"; expected at most 6h'],
    [exchange('arround_open: { before: 1h }'), 'arround_open: found an unknown key; expected around_open?'],
    ['freezes: [{ from: 2026-12-18, to: 2027-01-03 }]', 'freezes.0.reason: found nothing; expected a text on one line'],
    ['freezes: [{ reason: x }]', 'freezes.0: found neither on nor from and to; expected either on, or from and to'],
    ['freezes: [{ reason: x, from: 2026-12-18 }]', 'freezes.0: found from; expected either on, or from and to'],
    ['freezes: [{ reason: x, on: 2026-12-18, to: 2026-12-19 }]', 'freezes.0: found on and to; expected either on'],
    [
      'freezes: [{ reason: x, from: 2027-01-03, to: 2026-12-18 }]',
      'freezes.0.to: found "2026-12-18"; expected an end after the beginning, 2027-01-03',
    ],
    [
      'freezes: [{ reason: x, from: "2026-12-18 17:00", to: "2026-12-18 17:00" }]',
      'freezes.0.to: found "2026-12-18 17:00"; expected an end after',
    ],
    [
      'freezes: [{ reason: x, on: 2026-02-30 }]',
      'freezes.0.on: found "2026-02-30"; expected a day that the calendar has',
    ],
    [
      'freezes: [{ reason: x, from: 2026-13-01, to: 2027-01-01 }]',
      'freezes.0.from: found "2026-13-01"; expected a day',
    ],
    [
      'freezes: [{ reason: x, on: 18 December }]',
      'freezes.0.on: found "18 December"; expected a date such as 2026-12-18',
    ],
    [
      'freezes: [{ reason: x, from: 2026-12-18 9am, to: 2026-12-19 }]',
      'from: found "2026-12-18 9am"; expected a date such as 2026-12-18, or',
    ],
    ['events: [{ name: x, on: 2026-01-28, reason: y }]', 'events.0.reason: found an unknown key'],
    [
      'events: [{ name: x, from: 2026-01-28, to: 2026-01-27 }]',
      'events.0.to: found "2026-01-27"; expected an end after',
    ],
  ])('%s → %s', (entries, problem) => {
    expect(withEntries(entries)).toContain(problem);
  });

  test('a soak is a length of time above zero', () => {
    const soak = (text: string) => problemsOf(replaced('same: sha', `same: sha, soak: ${text}`)).join('\n');
    expect(soak('30m')).toBe('');
    expect(soak('0m')).toContain('after.soak: found "0m"; expected a length of time above zero');
    expect(soak('half an hour')).toContain('after.soak: found "half an hour"; expected a length of time such as 45s');
  });
});
