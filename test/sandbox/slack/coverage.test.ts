import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { apiMethods } from '../../../sandbox/slack/api/api-methods.ts';
import { knownBlock } from '../../../sandbox/slack/blocks/block-schema.ts';
import { allowedBlocks } from '../../../sandbox/slack/blocks/surfaces.ts';

const here = import.meta.dirname;
const readme = readFileSync(path.join(here, '../../../sandbox/slack/README.md'), 'utf8');
const tests = readdirSync(here)
  .filter((name) => name.endsWith('.test.ts') && name !== 'coverage.test.ts')
  .map((name) => readFileSync(path.join(here, name), 'utf8'))
  .join('\n');
const methods = [...apiMethods({ connect: () => '', uploadUrl: () => '' }).keys()].sort();

it('lists every Web API method in the README', () => {
  const listed = [...readme.matchAll(/`([a-z]+(?:\.[a-zA-Z]+)+)`/g)].map((match) => match[1] ?? '');
  expect(listed.filter((name) => !name.endsWith('.ts')).sort()).toEqual(methods);
});

it.each(methods)('calls %s by a real client in a test', (name) => {
  expect(tests).toContain(`client.${name}(`);
});

it('knows every block that may stand somewhere, and tries each in a test', () => {
  const known: string[] = knownBlock.options.flatMap((option) => [...option.shape.type.values]).sort();
  const placed = new Set(Object.values(allowedBlocks).flatMap((set) => [...set]));
  expect([...placed].filter((type) => !known.includes(type))).toEqual([]);
  expect(known.filter((type) => !tests.includes(`type: '${type}'`) && type !== 'file')).toEqual([]);
});
