import { expect, test } from 'vitest';
import { readDelegateWords } from '../../commands/delegate.ts';
import { catalog } from '../builders.ts';

const devin = 'U0DEV2000';
const read = (text: string, mentioned = [devin]) => readDelegateWords(text, catalog(), mentioned);
const usual = { to: devin, role: null, length: null, until: null };

test.each([
  ['@dev2', usual],
  ['@dev2 for 3d', { ...usual, length: 3 * 86_400_000 }],
  ['@dev2 for 1d 12h', { ...usual, length: 36 * 3_600_000 }],
  ['@dev2 until fri 18:00', { ...usual, until: 'fri 18:00' }],
  ['@dev2 until fri 18:00 Europe/Berlin', { ...usual, until: 'fri 18:00 Europe/Berlin' }],
  ['@dev2 release-managers', { ...usual, role: 'release-managers' }],
  ['@dev2 for 2h release-managers', { ...usual, length: 7_200_000, role: 'release-managers' }],
  ['@dev2 release-managers until tomorrow 10:00', { ...usual, until: 'tomorrow 10:00', role: 'release-managers' }],
])('%s', (text, words) => {
  expect(read(text)).toEqual(words);
});

test.each([
  ['Devin', [], /nobody whom Slack knows/],
  ['@dev2 and @dev', [devin, 'U0DEV0000'], /Several people/],
  ['@dev2 sometimes', [devin], /"sometimes" is neither a time nor a role/],
  ['@dev2 for long', [devin], /"long" is not a length/],
  ['@dev2 until', [devin], /"until" is neither/],
])('not %s', (text, mentioned, wrong) => {
  expect(read(text, mentioned)).toMatchObject({ wrong: expect.stringMatching(wrong) });
});
