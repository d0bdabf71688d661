import { describe, expect, test } from 'vitest';
import { mentionedIn, readTyped } from '../../../src/inbound/slack/text.ts';

describe('typed text', () => {
  test.each([
    ['staging api — hotfix', 'staging api -- hotfix'],
    ['production —dry-run', 'production --dry-run'],
    ['production –dry-run', 'production --dry-run'],
    ['“order book” ‘it’', '"order book" \'it\''],
    ['feature/a—b', 'feature/a—b'],
    ['a\u00a0b\u2003c\n\td', 'a b c d'],
    ['a\u200bb\ufeff', 'ab'],
    ['ask <@U0DEV0000|dev> in <#C0OPS|operations>', 'ask @dev in #operations'],
    ['<@U0DEV0000>', '@U0DEV0000'],
    ['see <https://example.com/x|example.com/x>', 'see example.com/x'],
    ['<https://example.com/x>', 'https://example.com/x'],
    ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
    ['<!subteam^S1|@sre> <!here>', '@sre @here'],
    ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
    ['  staging  ', 'staging'],
  ])('%j is read as %j', (raw, text) => {
    expect(readTyped(raw)).toEqual({ text });
  });

  test.each([
    ['a\u0007b', 'U+0007'],
    ['a\u202eb', 'U+202E'],
    ['v1\u0000', 'U+0000'],
  ])('%j is refused, and why', (raw, name) => {
    expect(readTyped(raw)).toEqual({ refused: expect.stringContaining(name) });
  });

  test('40 kB are refused with both numbers', () => {
    expect(readTyped('x'.repeat(40_960))).toEqual({
      refused: 'That was 40,960 characters long; at most 4,000 are read.',
    });
  });
});

test('who is mentioned is known by id, in order; names, channels and groups are nobody', () => {
  const raw =
    'give staging to <@U0DEV2000|dev2> <#C1|general> <!subteam^S1|@sre> @lead <@W0LEAD000> &lt;@U0FORGED0&gt;';
  expect(mentionedIn(raw)).toEqual(['U0DEV2000', 'W0LEAD000']);
  expect(mentionedIn('<@U1|dev')).toEqual([]);
});
