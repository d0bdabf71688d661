import { expect, test } from 'vitest';
import { matches, passes, toRegExp } from '../../../../sandbox/github/actions/filters.ts';

const patterns: [string, string, boolean][] = [
  ['main', 'main', true],
  ['main', 'main2', false],
  ['feature/*', 'feature/a', true],
  ['feature/*', 'feature/a/b', false],
  ['feature/**', 'feature/a/b', true],
  ['*', 'a', true],
  ['*', 'a/b', false],
  ['**', 'a/b', true],
  ['v*.*.*', 'v1.2.3', true],
  ['v*.*.*', 'v1.4', false],
  ['v*.*.*', '1.2.3', false],
  ['v[0-9]+.[0-9]+', 'v12.3', true],
  ['v1.x', 'v1yx', false],
  ['*feature', 'mona-the-feature', true],
  ['**/docs/**', 'docs/a', true],
];
test.each(patterns)('the pattern %s and the name %s: %s', (pattern, name, expected) => {
  expect(toRegExp(pattern).test(name)).toBe(expected);
});

test('a later pattern overrules an earlier one', () => {
  expect(matches(['releases/**', '!releases/**-alpha'], 'releases/10-alpha')).toBe(false);
  expect(matches(['!releases/**-alpha', 'releases/**'], 'releases/10-alpha')).toBe(true);
});

test('filters of branches leave tags out, and the reverse', () => {
  expect(passes(null, 'refs/tags/v1')).toBe(true);
  expect(passes({ branches: ['**'] }, 'refs/tags/v1')).toBe(false);
  expect(passes({ branches: ['**'] }, 'refs/heads/a/b')).toBe(true);
  expect(passes({ tags: ['v*'] }, 'refs/heads/v1')).toBe(false);
  expect(passes({ branches: ['develop'], tags: ['v*.*.*'] }, 'refs/tags/v1.2.3')).toBe(true);
  expect(passes({ 'branches-ignore': ['main'] }, 'refs/heads/develop')).toBe(true);
  expect(passes({ 'branches-ignore': ['main'] }, 'refs/heads/main')).toBe(false);
});
