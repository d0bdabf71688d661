import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { gateNames } from '../../../src/model/verdict.ts';

const gates = path.join(import.meta.dirname, '../../../src/policy/gates');

test('there is no gate besides those that every look asks', () => {
  const files = readdirSync(gates).filter((name) => name.endsWith('.ts'));
  expect(files.toSorted()).toEqual(gateNames.map((name) => `${name}.ts`).toSorted());
});

test.each(gateNames)('%s has a table of tests', (name) => {
  const file = path.join(import.meta.dirname, `${name}.test.ts`);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toMatch(/\btest\.each/);
});
