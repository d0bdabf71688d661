import { expect, test } from 'vitest';
import { readMuteWords } from '../../commands/mute.ts';

test.each([
  ['', { what: 'all', length: null }],
  ['for 8h', { what: 'all', length: 8 * 3_600_000 }],
  ['authors', { what: 'authors', length: null }],
  ['reminders for 1d 12h', { what: 'reminders', length: 36 * 3_600_000 }],
])('mute %s', (text, words) => {
  expect(readMuteWords(text)).toEqual(words);
});

test.each([
  ['approvals', /"approvals" cannot be muted/],
  ['all tomorrow', /"tomorrow" cannot be muted/],
  ['for ever', /"ever" is not a length/],
])('not %s', (text, wrong) => {
  expect(readMuteWords(text)).toMatchObject({ wrong: expect.stringMatching(wrong) });
});
