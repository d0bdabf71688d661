import { expect, test } from 'vitest';
import { createSeal } from '../../../src/adapters/postgres/seal.ts';

const key = Buffer.alloc(32, 'one');

test('what is sealed is not readable, differs each time, and opens for what it belongs to alone', () => {
  const seal = createSeal(key);
  const [first, second] = [seal.close('ghu_secret', 'a'), seal.close('ghu_secret', 'a')];
  expect(first).not.toBe(second);
  expect(`${first}${Buffer.from(first.split('.')[3] ?? '', 'base64url')}`).not.toContain('ghu_secret');
  expect(seal.open(first, 'a')).toBe('ghu_secret');
  expect(seal.open(first, 'b')).toBeNull();
});

test('another key, another version and changed bytes open nothing', () => {
  const sealed = createSeal(key).close('ghu_secret', 'a');
  expect(createSeal(Buffer.alloc(32, 'two')).open(sealed, 'a')).toBeNull();
  const [version, id, nonce, body = ''] = sealed.split('.');
  const flipped = `${body.startsWith('A') ? 'B' : 'A'}${body.slice(1)}`;
  for (const forged of [[version, id, nonce, flipped], [version, id, nonce, ''], ['v2', id, nonce, body], ['']]) {
    expect(createSeal(key).open(forged.join('.'), 'a')).toBeNull();
  }
});
