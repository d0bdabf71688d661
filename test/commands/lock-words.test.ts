import { describe, expect, test } from 'vitest';
import { isProblem } from '../../commands/deploy-words.ts';
import { readLockWords, readUnlockWords } from '../../commands/lock-words.ts';
import { hour, minute } from '../../src/model/time.ts';
import { catalog } from '../builders.ts';

function read(text: string) {
  const words = readLockWords(text, catalog());
  return isProblem(words)
    ? `${words.wrong} ${words.right}`
    : [words.environment, words.service, words.length, words.reason];
}

describe('the words after /lock', () => {
  test.each([
    ['production incident 4711', ['production', null, null, 'incident 4711']],
    ['staging api for 2h load test', ['staging', 'api', 2 * hour, 'load test']],
    ['staging for 1h30m -- load test', ['staging', null, 90 * minute, 'load test']],
    ['staging service=api', ['staging', 'api', null, '']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['', /environment is missing/],
    ['prod x', /Did you mean production/],
    ['staging for soon x', /"soon" is not a length of time.*45m, 2h, 1h30m/],
    ['staging for 60d x', /at most 30 days/],
    ['staging service=moon', /no service or group "moon"/],
  ])('%s is answered with what was wrong', (text, expected) => {
    expect(read(text)).toMatch(expected);
  });
});

describe('the words after /unlock', () => {
  test.each([
    ['production', { environment: 'production', service: null }],
    ['staging api', { environment: 'staging', service: 'api' }],
    ['staging service=api', { environment: 'staging', service: 'api' }],
  ])('%s', (text, expected) => {
    expect(readUnlockWords(text, catalog())).toEqual(expected);
  });

  test.each([
    ['', /environment is missing/],
    ['staging ap', /no service or group "ap"\. Did you mean api/],
    ['staging default', /default is a group\. .*one service \(api, .*\) or the whole environment/],
    ['staging api for 2h', /"for" is one word too many\. .*environment, and the service/],
  ])('%s is answered with what was wrong, and releases nothing', (text, expected) => {
    const words = readUnlockWords(text, catalog());
    expect('wrong' in words ? `${words.wrong} ${words.right}` : words).toMatch(expected);
  });
});
