import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { foldersWithoutReadme, houseProblems } from './architecture/house.ts';
import type { Source } from './architecture/rules.ts';
import { banProblems, circles, importProblems } from './architecture/rules.ts';

/** The table of ARCHITECTURE.md and the house rules, held against every source of the repository. */
const root = path.join(import.meta.dirname, '..');
const files = globSync('{src,commands,sandbox,test,bench,scripts}/**/*.{ts,tsx,md}', { cwd: root }).map((file) =>
  file.replaceAll(path.sep, '/'),
);
const sources: Source[] = files
  .filter((file) => !file.endsWith('.md'))
  .sort()
  .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }));

test('the sources are found', () => {
  const found = sources.map((source) => source.path);
  expect(found).toContain('src/policy/judge.ts');
  expect(found).toContain('commands/index.ts');
  expect(found).toContain('sandbox/main.ts');
  expect(found).toContain('test/architecture.test.ts');
});

describe('every source', () => {
  test('imports only what its layer may', () => {
    expect(sources.flatMap(importProblems)).toEqual([]);
  });

  test('does only what its layer may', () => {
    expect(sources.flatMap(banProblems)).toEqual([]);
  });

  test('is part of no circle', () => {
    expect(circles(sources)).toEqual([]);
  });

  test('keeps the house rules', () => {
    expect(sources.flatMap(houseProblems)).toEqual([]);
  });

  test('lives in a folder that a README explains', () => {
    expect(foldersWithoutReadme(files)).toEqual([]);
  });
});
