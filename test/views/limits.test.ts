import { beforeAll, describe, expect, test } from 'vitest';
import { checkMessageBlocks } from '../../sandbox/slack/blocks/check-message.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { Message } from '../../src/views/blocks.ts';
import { sizeLimit, sizeOf } from '../../src/views/fit.ts';
import { renderNotice } from '../../src/views/render.ts';
import { sampleNotices } from './notices.ts';

const hostile: Record<string, string> = {
  ordinary: 'feature/order-book',
  empty: '',
  mention: '<!channel> <!here> <@U0DEV0000> <!subteam^S1|all> @here @channel',
  link: '<https://evil.example|Approve> [x](https://evil.example)',
  formatting: '*bold* _it_ ~st~ `code` ```block``` > quote :white_check_mark: ~',
  newlines: 'first\n:white_check_mark: *Approved by lead*\r\n> third\u2028fourth',
  unseen: 'abc\u202egnp.exe\u202c\u0000\u0007\u200bdef\ufeff\u{e0041}',
  entities: '&lt;!channel&gt; &amp;lt; & < >',
  emoji: '👩‍👩‍👧‍👦🏴‍☠️'.repeat(40),
  half: `${'x'.repeat(1_000)}\ud83d`,
  wide: '<&>`*_'.repeat(900),
  long: 'a-very-long-word-without-any-space-'.repeat(300),
};

function eachText(value: unknown, visit: (text: string, kind: string) => void, kind = ''): void {
  if (typeof value === 'string') visit(value, kind);
  else if (Array.isArray(value)) for (const entry of value) eachText(entry, visit, kind);
  else if (typeof value === 'object' && value !== null) {
    const own = 'type' in value && typeof value.type === 'string' ? value.type : kind;
    for (const [key, entry] of Object.entries(value)) {
      if (!['type', 'url', 'action_id', 'task_id', 'value', 'status', 'style'].includes(key))
        eachText(entry, visit, own);
    }
  }
}

function judge({ text, blocks }: Message): void {
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(3_900);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(sizeOf(blocks)).toBeLessThanOrEqual(sizeLimit);
  // Slack's own rules, as the simulation knows them.
  checkMessageBlocks(blocks);
  expect(blocks.filter(({ type }) => type === 'plan').length).toBeLessThanOrEqual(1);
}

/** These grow most on their way to Slack, so it is with many of these that a limit would be broken. */
const growing = new Set(['ordinary', 'emoji', 'wide', 'long']);

describe.each(Object.entries(hostile))('text from outside: %s', (name, text) => {
  describe.each(growing.has(name) ? [0, 1, 21, 70] : [3])('%i of everything', (many) => {
    let notices: Notice[];
    beforeAll(() => {
      notices = sampleNotices({ text, many });
    });
    test.each([false, true])('is within the limits (plain: %s)', (plain) => {
      for (const notice of notices) {
        const message = renderNotice(notice, { plain, permalink: null });
        judge(message);
        if (plain) expect(message.blocks.map(({ type }) => type)).not.toContain('plan');
      }
    });
  });

  test('pings nobody, forges no link and stays on its line', () => {
    for (const notice of sampleNotices({ text, many: 3 })) {
      const { text: fallback, blocks } = renderNotice(notice, { plain: false, permalink: null });
      const mrkdwn: string[] = [fallback];
      eachText(blocks, (words, kind) => {
        if (kind === 'mrkdwn') mrkdwn.push(words);
        expect(words.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u200b]/u);
        if (kind === 'plan' || kind === 'task_card') expect(words).not.toMatch(/[<>]/);
      });
      // Those, and only those, whom the notice names as people to be told.
      const one = ['ended', 'change-validation', 'watch-ended'].includes(notice.kind) ? ['U0DEV0000'] : [];
      const asks = notice.kind === 'nudge' || notice.kind === 'watch-question' || notice.kind === 'rollout-question';
      const decides = notice.kind === 'watch-ended' ? (notice.decides?.mention ?? []) : [];
      const mentioned = asks ? notice.mention : [...one, ...decides];
      for (const words of mrkdwn) {
        for (const [, token = ''] of words.matchAll(/<([^>]*)>/g)) {
          const ours =
            /^https:\/\/github\.com\//.test(token) ||
            /^!date\^\d+\^/.test(token) ||
            mentioned.includes(token.replace('@', ''));
          expect(ours, `${notice.kind}: ${token}`).toBe(true);
        }
        const formatted = words.replaceAll(/`[^`]*`/g, '').replaceAll(/<https[^|>]*/g, '');
        expect(formatted).not.toContain('*Approved by lead*');
        expect(formatted).not.toContain('*bold*');
        expect(formatted).not.toMatch(/(?<![\p{L}\p{N}])_it_/u);
      }
    }
  });
});

test('a text of nothing but what cannot be seen still makes a message', () => {
  for (const notice of sampleNotices({ text: '\u200b\u0000\n\t', many: 2 })) {
    judge(renderNotice(notice, { plain: false, permalink: null }));
  }
});
