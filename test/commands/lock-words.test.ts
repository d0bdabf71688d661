import { describe, expect, test } from 'vitest';
import { isProblem } from '../../commands/deploy-words.ts';
import { readExtendWords, readGiveWords, readLockWords, readUnlockWords } from '../../commands/lock-words.ts';
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
    ['all for 1h payment outage', ['*', null, hour, 'payment outage']],
    ['all api is broken', ['*', null, null, 'api is broken']],
    ['staging we wait for 2h', ['staging', null, null, 'we wait for 2h']],
    ['staging -- wroker is stuck', ['staging', null, null, 'wroker is stuck']],
    ['staging for 2h wroker is stuck', ['staging', null, 2 * hour, 'wroker is stuck']],
    ['staging app is down', ['staging', null, null, 'app is down']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['', /environment is missing/],
    ['prod x', /Did you mean production/],
    ['staging for soon x', /"soon" is not a length of time.*45m, 2h, 1h30m/],
    ['staging for 60d x', /at most 30 days/],
    ['staging for', /^It is not said for how long\. Write it as 45m/],
    ['staging service=moon', /no service or group "moon"/],
    ['staging wroker for 2h load test', /no service or group "wroker"\. Did you mean worker\?/],
    ['staging moon for 2h load test', /no service or group "moon"\. Known: /],
    [
      'staging wroker is stuck',
      /no service or group "wroker"\. Did you mean worker\?.* A reason that begins so goes after " -- "/,
    ],
  ])('%s is answered with what was wrong', (text, expected) => {
    expect(read(text)).toMatch(expected);
  });
});

describe('the words after /unlock', () => {
  test.each([
    ['production', { environment: 'production', service: null }],
    ['staging api', { environment: 'staging', service: 'api' }],
    ['staging service=api', { environment: 'staging', service: 'api' }],
    ['all', { environment: '*', service: null }],
  ])('%s', (text, expected) => {
    expect(readUnlockWords(text, catalog())).toEqual(expected);
  });

  test.each([
    ['', /environment is missing/],
    ['staging ap', /no service or group "ap"\. Did you mean api/],
    ['staging default', /default is a group\. .*one service \(api, .*\) or the whole environment/],
    ['all api', /"api" is one word too many/],
    ['staging api for 2h', /"for" is one word too many\. .*environment, and the service/],
  ])('%s is answered with what was wrong, and releases nothing', (text, expected) => {
    const words = readUnlockWords(text, catalog());
    expect('wrong' in words ? `${words.wrong} ${words.right}` : words).toMatch(expected);
  });
});

const said = (words: object) => ('wrong' in words && 'right' in words ? `${words.wrong} ${words.right}` : words);

describe('the words after /lock extend', () => {
  test.each([
    ['production for 2h', { environment: 'production', service: null, length: 2 * hour }],
    ['staging api for 90m', { environment: 'staging', service: 'api', length: 90 * minute }],
    ['all for 1h', { environment: '*', service: null, length: hour }],
    ['staging', /not said how much longer.*\/lock extend staging for 2h/],
    ['staging api for', /not said how much longer.*\/lock extend staging api for 2h/],
    ['staging ap for 2h', /Did you mean api/],
    ['staging for soon', /"soon" is not a length/],
    ['staging for 2h please', /"please" is one word too many/],
  ])('%s', (text, expected) => {
    const words = said(readExtendWords(text, catalog()));
    if (expected instanceof RegExp) expect(words).toMatch(expected);
    else expect(words).toEqual(expected);
  });
});

describe('the words after /lock give', () => {
  test.each([
    ['staging api to @Devin Okafor', ['U0DEV2000'], { environment: 'staging', service: 'api', to: 'U0DEV2000' }],
    ['staging @dev2', ['U0DEV2000'], { environment: 'staging', service: null, to: 'U0DEV2000' }],
    ['staging to U0DEV2000', [], { environment: 'staging', service: null, to: 'U0DEV2000' }],
    ['all to @U0FORGED00', ['U0DEV2000'], { environment: '*', service: null, to: 'U0DEV2000' }],
    ['staging to dev2', [], /"dev2" is nobody whom Slack knows.*choose the person from the list/],
    ['staging', [], /not said to whom.*\/lock give staging to @/],
    ['staging to @a @b', ['U0AAAAAAA', 'U0BBBBBBB'], /name one/],
    ['staging ap to @dev2', ['U0DEV2000'], /Did you mean api/],
  ])('%s', (text, mentioned, expected) => {
    const words = said(readGiveWords(text, catalog(), mentioned));
    if (expected instanceof RegExp) expect(words).toMatch(expected);
    else expect(words).toEqual(expected);
  });
});
