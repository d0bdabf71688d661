import { describe, expect, test } from 'vitest';
import { deploymentIdFor } from '../../src/model/deployment.ts';
import { nearest } from '../../src/model/nearest.ts';
import { day, hour, minute, parseDuration, sayDuration } from '../../src/model/time.ts';

describe('lengths of time', () => {
  test.each([
    ['45s', 45_000],
    ['90m', 90 * minute],
    ['1h30m', 90 * minute],
    ['3d', 3 * day],
    [' 2H ', 2 * hour],
    ['0m', null],
    ['2', null],
    ['2 h', null],
    ['-2h', null],
    ['soon', null],
  ])('%s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test.each([
    [0, '0 s'],
    [40_000, '40 s'],
    [2 * hour + 5 * minute, '2 h 5 min'],
    [day + 40_000, '1 d'],
  ])('%i ms reads %s', (length, expected) => {
    expect(sayDuration(length)).toBe(expected);
  });
});

test.each([
  ['stagin', 'staging'],
  ['prodcution', 'production'],
  ['prod', 'production'],
  ['moon', null],
  ['', null],
])('did you mean: %s', (word, expected) => {
  expect(nearest(word, ['staging', 'production'])).toBe(expected);
});

test('one trigger asks for one deployment, whose id fits into a tag, a run name and a log line', () => {
  expect(deploymentIdFor('a')).toBe(deploymentIdFor('a'));
  expect(deploymentIdFor('a')).not.toBe(deploymentIdFor('b'));
  expect(deploymentIdFor('a')).toMatch(/^d-[a-z2-7]{10}$/);
});
