import { expect, test } from 'vitest';
import { nearNames } from '../../../src/adapters/github/near-names.ts';
import { readRef } from '../../../src/adapters/github/ref-form.ts';
import { rankSuggestions } from '../../../src/adapters/github/suggest.ts';
import { newestTag } from '../../../src/adapters/github/tags.ts';

test.each([
  ['main', { name: 'main', only: null, sha: false }],
  ['feature/<!channel>', { name: 'feature/<!channel>', only: null, sha: false }],
  ['feature/größe-🚀', { name: 'feature/größe-🚀', only: null, sha: false }],
  ['refs/heads/main', { name: 'main', only: 'branch', sha: false }],
  ['refs/tags/v1', { name: 'v1', only: 'tag', sha: false }],
  ['deadbeef', { name: 'deadbeef', only: null, sha: true }],
  ['DEADBEE', { name: 'DEADBEE', only: null, sha: true }],
  ['deadbe', { name: 'deadbe', only: null, sha: false }],
  ['a'.repeat(40), { name: 'a'.repeat(40), only: null, sha: true }],
  ['a'.repeat(41), { name: 'a'.repeat(41), only: null, sha: false }],
  ['v1.2.3', { name: 'v1.2.3', only: null, sha: false }],
  ['a.lockx', { name: 'a.lockx', only: null, sha: false }],
  ['@x', { name: '@x', only: null, sha: false }],
])('%j may be a ref', (typed, form) => {
  expect(readRef(typed)).toEqual(form);
});

test.each([
  'refs/heads/',
  'refs/tags/a..b',
  'a\u0000b',
  'a\u007f',
  'new\nline',
  '.hidden',
  'a/.b',
  '/a',
  'a.',
  'x'.repeat(245),
])('%j cannot be a ref', (typed) => {
  expect(readRef(typed)).toBeNull();
});

test('the newest tag is the highest version of those that match', () => {
  const names = ['v1.9.0', 'v1.10.0', 'v1.10.0-rc.2', 'v2', 'nightly', 'api/v9.0.0', 'v1.4'];
  expect(newestTag(names, 'v*.*.*')).toBe('v1.10.0');
  expect(newestTag(names, 'v*')).toBe('v2');
  expect(newestTag(names, 'v1.10.0-*')).toBe('v1.10.0-rc.2');
  expect(newestTag(names, 'api/*')).toBe('api/v9.0.0');
  expect(newestTag(['web2/v1.0.0', 'web2/v1.1.0'], '**')).toBe('web2/v1.1.0');
  expect(newestTag(names, 'night*')).toBeNull();
  expect(newestTag([], '*')).toBeNull();
});

test('near names come nearest first', () => {
  const names = ['develop', 'main', 'staging', 'release/1.4', 'release/1.5'];
  expect(nearNames('develp', names, 3)).toEqual(['develop']);
  expect(nearNames('relaese/1.4', names, 3)).toEqual(['release/1.4', 'release/1.5']);
  expect(nearNames('completely-other', names, 3)).toEqual([]);
});

test('the tags of runs under way are ours, and nobody is to deploy them', () => {
  const tag = (name: string) => ({ name, kind: 'tag' as const });
  const found = rankSuggestions(
    [tag('quarterdeck/d-1'), tag('v1.0.0'), { name: 'quarterdeck/fix', kind: 'branch' }],
    '',
  );
  expect(found.map(({ name }) => name)).toEqual(['v1.0.0', 'quarterdeck/fix']);
});

test('suggestions: begins with, contains, the rest; each once, a hundred at most', () => {
  const branch = (name: string) => ({ name, kind: 'branch' as const });
  const found = rankSuggestions([branch('x'), branch('a-fix'), branch('Fix-b'), branch('x')], 'fix');
  expect(found.map(({ name }) => name)).toEqual(['Fix-b', 'a-fix', 'x']);
  const many = Array.from({ length: 150 }, (_, index) => branch(`b${index}`));
  expect(rankSuggestions([...many, branch('wanted')], 'wanted').map(({ name }) => name)).toContain('wanted');
  expect(rankSuggestions(many, '')).toHaveLength(100);
});
