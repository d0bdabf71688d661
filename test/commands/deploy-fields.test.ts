import { expect, test } from 'vitest';
import { suggestRefs } from '../../commands/deploy-fields.ts';
import { shaOf } from '../builders.ts';
import { callOf } from './call.ts';

const branch = { value: 'develop', label: 'develop' };
const call = callOf({ ask: { refs: async () => [branch] } });
const offered = async (query: string) => (await suggestRefs(call, {}, query)).map(({ value, label }) => [value, label]);

test.each(['c026531', 'C026531', shaOf('x')])(
  'the form takes the commit %s, which GitHub does not search for',
  async (sha) => {
    expect(await offered(` ${sha} `)).toEqual([
      [sha, sha],
      ['develop', 'develop'],
    ]);
  },
);

test.each(['', 'dev', 'c02653', 'c026531x', `${shaOf('x')}0`, 'feature/c026531'])('%j is no commit', async (query) => {
  expect(await offered(query)).toEqual([['develop', 'develop']]);
});
