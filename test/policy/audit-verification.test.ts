import { describe, expect, test } from 'vitest';
import type { Link } from '../../src/model/audit-chain.ts';
import { genesis } from '../../src/model/audit-chain.ts';
import type { Mark } from '../../src/policy/audit-verification.ts';
import { beginVerification, endVerification, follow } from '../../src/policy/audit-verification.ts';

/** Entries `from` to `to`, whose hashes are `h1`, `h2` … */
const chain = (from: number, to: number): Link[] =>
  Array.from({ length: to - from + 1 }, (_, index) => {
    const number = from + index;
    return { number, previous: number === 1 ? genesis : `h${number - 1}`, hash: `h${number}`, computed: `h${number}` };
  });
const verify = (links: Link[], marks: Mark[] = [], whole = true) =>
  endVerification(links.reduce(follow, beginVerification(marks, whole)));
const mark = (number: number, hash = `h${number}`): Mark => ({ number, hash, from: 'the channel' });
const without = (...numbers: number[]) => chain(1, 6).filter(({ number }) => !numbers.includes(number));
const changed = (number: number, change: Partial<Link>) =>
  chain(1, 6).map((link) => (link.number === number ? { ...link, ...change } : link));

describe('good', () => {
  test.each<[string, Link[], Mark[], boolean]>([
    ['a whole chain', chain(1, 6), [], true],
    ['with marks, in any order', chain(1, 6), [mark(6), mark(2), mark(2)], true],
    [
      'gaps in the numbers, where the hashes follow',
      [...chain(1, 1), { number: 5, previous: 'h1', hash: 'h5', computed: 'h5' }],
      [],
      true,
    ],
    ['nothing at all', [], [], true],
    ['a part', chain(3, 6), [], false],
    ['a part, and a mark before it', chain(3, 6), [mark(1), mark(3), mark(4)], false],
  ])('%s', (_, links, marks, whole) => {
    expect(verify(links, marks, whole)).toMatchObject({ bad: null, checked: links.length });
  });

  test('tells which marks fitted', () => {
    const { fitted, first, last } = verify(chain(3, 6), [mark(1), mark(4), mark(6)], false);
    expect(fitted.map(({ number }) => number)).toEqual([4, 6]);
    expect({ first, last }).toEqual({ first: 3, last: { number: 6, hash: 'h6' } });
  });
});

describe('bad', () => {
  test.each<[string, Link[], Mark[], number, string, RegExp]>([
    ['another content', changed(3, { computed: 'x' }), [], 3, 'changed', /Entry 3 was changed/],
    [
      'another content and hash',
      changed(3, { hash: 'x', computed: 'x' }),
      [],
      4,
      'does-not-follow',
      /Entry 4 does not follow entry 3/,
    ],
    ['one is gone', without(3), [], 4, 'missing', /Entry 4: entry 3 is missing before it/],
    ['several are gone', without(3, 4), [], 5, 'missing', /entries 3 to 4 are missing/],
    ['the first is gone', without(1), [], 2, 'missing', /entry 1 is missing/],
    ['all are gone', [], [mark(6)], 1, 'missing', /entries 1 to 6 are missing at the end: the channel knows entry 6/],
    ['the last is gone', without(6), [mark(6)], 6, 'missing', /entry 6 is missing at the end/],
    [
      'a forged beginning',
      changed(1, { previous: 'x' }),
      [],
      1,
      'does-not-follow',
      /Entry 1 does not follow the beginning/,
    ],
    ['twice the same', [...chain(1, 2), ...chain(2, 2)], [], 2, 'does-not-follow', /Entry 2 does not follow entry 2/],
    [
      'numbers that go back',
      [...chain(1, 3), { number: 2, previous: 'h3', hash: 'x', computed: 'x' }],
      [],
      2,
      'does-not-follow',
      /Entry 2 comes after entry 3/,
    ],
    [
      'written anew',
      chain(1, 6),
      [mark(2), mark(4, 'x'), mark(5, 'y')],
      4,
      'rewritten',
      /Entry 4 is not the one that the channel knows/,
    ],
    [
      'a mark for what is not there',
      [...chain(1, 1), { number: 5, previous: 'h1', hash: 'h5', computed: 'h5' }],
      [mark(3)],
      3,
      'missing',
      /Entry 3 is missing: the channel knows it/,
    ],
  ])('%s', (_, links, marks, number, what, says) => {
    expect(verify(links, marks).bad).toEqual({ number, what, says: expect.stringMatching(says) });
  });

  test('only the first is named', () => {
    const { bad, checked } = verify(changed(2, { computed: 'x' }), [mark(1), mark(5, 'x')]);
    expect({ bad: bad?.number, checked }).toEqual({ bad: 2, checked: 1 });
  });
});
