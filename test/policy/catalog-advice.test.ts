import { expect, test } from 'vitest';
import { adviseCatalog } from '../../src/policy/catalog-advice.ts';
import { catalog, environment, gates, pipeline } from '../builders.ts';

const advice = (changes: Parameters<typeof environment>[0]) =>
  adviseCatalog(catalog({ pipelines: [pipeline({ environments: [environment(changes)] })] })).join('\n');

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
])('%s is told', (_, changes, expected) => {
  expect(advice(changes)).toContain(expected);
});

test('roles that nothing asks for are told, and nothing else of a sound catalog', () => {
  expect(adviseCatalog(catalog())).toEqual(['No gate and no approval asks for sre and security.']);
});
