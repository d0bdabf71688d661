import { expect, test } from 'vitest';
import { adviseCatalog } from '../../src/policy/catalog-advice.ts';
import { catalog, environment, gates, now, pipeline } from '../builders.ts';
import { tradingRules } from './window/rules-of-trading.ts';

const advice = (changes: Parameters<typeof environment>[0]) =>
  adviseCatalog(catalog({ pipelines: [pipeline({ environments: [environment(changes)] })] }), now).join('\n');

test.each([
  [
    'a default branch that is refused',
    { gates: gates({ ref: { branches: ['main'], tags: [], shas: false } }) },
    'develop fits none of main',
  ],
  [
    'all checks, none ignored',
    { gates: gates({ checks: { required: [], ignored: [], all: true } }) },
    'blocks the next',
  ],
  [
    'a freeze of last year',
    {
      gates: gates({
        window: {
          ...tradingRules,
          freezes: [
            { name: 'Audit', from: '2025-09-01T00:00', to: '2025-10-01T00:00', effect: 'refuse', exceptRoles: ['sre'] },
            { name: 'Holidays', from: '2025-12-20T00:00', to: '2026-01-05T00:00', effect: 'refuse', exceptRoles: [] },
          ],
        },
      }),
    },
    '“Audit” was over on Wednesday 1 October 2025, 00:00 New York time, and can go.',
  ],
  [
    'a window that never opens',
    { gates: gates({ window: { ...tradingRules, allowed: [{ days: [5], from: 600, to: 840 }] } }) },
    'the window leaves no time to deploy in the next 400 days',
  ],
])('%s is told', (_, changes, expected) => {
  expect(advice(changes)).toContain(expected);
});

test('roles that nothing asks for are told, and nothing else of a sound catalog', () => {
  expect(adviseCatalog(catalog(), now)).toEqual(['No gate and no approval asks for sre and security.']);
});

test('a window in use is told nothing, and its exceptions are a use of a role', () => {
  const said = advice({ gates: gates({ window: tradingRules }) });
  expect(said).not.toContain('window');
  expect(said).not.toContain('can go');
  expect(said).toBe('No gate and no approval asks for release-managers and security.');
});

test('who may roll back, promote or break the glass uses a role', () => {
  const rollback = {
    by: 'workflow' as const,
    workflow: 'back.yml',
    inputs: {},
    roles: ['sre'],
    target: 120_000,
    lock: true,
    migrations: [],
    database: null,
  };
  const breakGlass = { roles: ['security'], approvers: ['security'] };
  expect(advice({ rollback, breakGlass })).not.toMatch(/sre|security/);
});
