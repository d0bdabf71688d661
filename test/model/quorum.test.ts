import { expect, test } from 'vitest';
import { lacking, sayDemands, sayLacking } from '../../src/model/quorum.ts';

const rule = { required: 2, atLeast: { sre: 1 } };

test.each<[string, string[][], string | null]>([
  ['nobody yet', [], '2 more, 1 of them with sre'],
  ['one of another role', [['leads']], '1 more, with sre'],
  ['one of sre', [['sre']], '1 more'],
  ['two of another role', [['leads'], ['leads']], '1 more, with sre'],
  ['one of each', [['leads'], ['sre']], null],
  ['one who is both, and one', [['leads', 'sre'], ['leads']], null],
])('%s', (_, held, words) => {
  expect(sayLacking(lacking(rule, held))).toBe(words);
});

test('without such a wish only people are counted', () => {
  expect(sayLacking(lacking({ required: 1 }, []))).toBe('1 more');
  expect(sayLacking(lacking({ required: 1 }, [['leads']]))).toBeNull();
});

test('two roles, of which one person can have both', () => {
  const both = { required: 3, atLeast: { sre: 2, security: 1 } };
  expect(sayLacking(lacking(both, []))).toBe('3 more, 2 of them with sre, 1 of them with security');
  expect(sayLacking(lacking(both, [['sre', 'security'], ['leads']]))).toBe('1 more, with sre');
});

test('what a rule demands besides number and roles goes on a sentence', () => {
  expect(sayDemands({ required: 2 })).toBe('');
  expect(sayDemands({ ...rule, authors: true })).toBe(', at least 1 of them with sre');
  expect(sayDemands({ ...rule, authors: false })).toBe(
    ', at least 1 of them with sre, none of them an author of what is deployed',
  );
  expect(sayDemands({ required: 1, atLeast: { sre: 1 }, authors: false })).toBe(
    ', somebody with sre, no author of what is deployed',
  );
});
