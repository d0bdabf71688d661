import { describe, expect, test } from 'vitest';
import type { Notice } from '../../src/model/notice.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { Outbox } from '../../src/ports/outbox.ts';

const say = (title: string): Notice => ({ kind: 'text', tone: 'info', title, lines: [] });
const posted = (ts: string) => ({ channelId: 'C1', ts, permalink: `https://acme.slack.com/archives/C1/p${ts}` });

export interface OutboxHarness {
  chat: Chat & Outbox;
  /** The courier's clock, ms. */
  realNow(): number;
}

/** The promises of `ports/chat.ts` and `ports/outbox.ts`. Each `open` is empty. */
export function outboxContract(name: string, open: () => Promise<OutboxHarness>): void {
  const show = (chat: Chat, title: string, anchor = 'a') =>
    chat.show({ anchor, channel: 'deployments', notice: say(title) });
  const title = (notice: Notice | undefined) => (notice?.kind === 'text' ? notice.title : undefined);
  const one = async (outbox: Outbox) => {
    const [delivery, ...more] = await outbox.claim(10);
    if (!delivery || more.length > 0) throw new Error(`expected one delivery, not ${more.length + (delivery ? 1 : 0)}`);
    return delivery;
  };

  describe(`outbox: ${name}`, () => {
    test('a message is posted once and edited afterwards; the last write wins', async () => {
      const { chat } = await open();
      await show(chat, 'one');
      await show(chat, 'two');
      const post = await one(chat);
      expect(post).toMatchObject({
        kind: 'message',
        anchor: 'a',
        channel: 'deployments',
        posted: null,
        started: false,
      });
      expect(title(post.notice)).toBe('two');
      expect(await chat.permalink('a')).toBeNull();
      await chat.delivered(post, posted('1.1'));
      expect(await chat.permalink('a')).toBe(posted('1.1').permalink);
      expect(await chat.claim(10)).toEqual([]);
      await show(chat, 'three');
      const edit = await one(chat);
      expect(edit).toMatchObject({ kind: 'message', posted: posted('1.1') });
      expect(title(edit.notice)).toBe('three');
    });

    test('showing the same again changes nothing', async () => {
      const { chat } = await open();
      await show(chat, 'one');
      await chat.delivered(await one(chat), posted('1.1'));
      await show(chat, 'one');
      expect(await chat.claim(10)).toEqual([]);
    });

    test('what changed while it was on its way comes again', async () => {
      const { chat } = await open();
      await show(chat, 'one');
      const first = await one(chat);
      await show(chat, 'two');
      expect(await chat.claim(10)).toEqual([]);
      await chat.delivered(first, posted('1.1'));
      const second = await one(chat);
      expect(second).toMatchObject({ posted: posted('1.1') });
      expect(title(second.notice)).toBe('two');
    });

    test('each delivery is claimed by one at a time', async () => {
      const { chat } = await open();
      for (let i = 0; i < 10; i++) await show(chat, 'one', `a${i}`);
      const claims = await Promise.all([chat.claim(10), chat.claim(4), chat.claim(10)]);
      const ids = claims.flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(10);
    });

    test('replies follow their message, in order, each key once', async () => {
      const { chat } = await open();
      const reply = (key: string) => chat.reply({ anchor: 'a', key, notice: say(key) });
      await reply('first');
      expect(await chat.claim(10)).toEqual([]);
      await show(chat, 'one');
      await reply('second');
      await reply('first');
      await chat.delivered(await one(chat), posted('1.1'));
      for (const key of ['first', 'second']) {
        const delivery = await one(chat);
        expect(delivery).toMatchObject({ kind: 'reply', anchor: 'a', key, parent: posted('1.1') });
        await chat.delivered(delivery, posted('1.2'));
      }
      expect(await chat.claim(10)).toEqual([]);
    });

    test('a reply that failed holds up those behind it, one that is given up does not', async () => {
      const { chat, realNow } = await open();
      await show(chat, 'one');
      await chat.delivered(await one(chat), posted('1.1'));
      await chat.reply({ anchor: 'a', key: 'first', notice: say('first') });
      await chat.reply({ anchor: 'a', key: 'second', notice: say('second') });
      await chat.later(await one(chat), { why: '429', retryAt: realNow() + 60_000, sent: 'no' });
      expect(await chat.claim(10)).toEqual([]);
      const other = await open();
      await show(other.chat, 'one');
      await other.chat.delivered(await one(other.chat), posted('1.1'));
      await other.chat.reply({ anchor: 'a', key: 'first', notice: say('first') });
      await other.chat.reply({ anchor: 'a', key: 'second', notice: say('second') });
      await other.chat.undeliverable(await one(other.chat), 'msg_too_long');
      expect(await one(other.chat)).toMatchObject({ key: 'second' });
    });

    test('a whisper goes to one person, once', async () => {
      const { chat } = await open();
      const whisper = {
        key: 'w',
        person: 'U1',
        channel: 'C1',
        responseUrl: 'https://hooks.example/1',
        notice: say('psst'),
      };
      await chat.whisper(whisper);
      await chat.whisper(whisper);
      const delivery = await one(chat);
      expect(delivery).toMatchObject({
        kind: 'whisper',
        person: 'U1',
        channel: 'C1',
        responseUrl: whisper.responseUrl,
      });
      await chat.delivered(delivery, null);
      await chat.whisper(whisper);
      expect(await chat.claim(10)).toEqual([]);
    });

    test('a try that may have arrived is marked until it is settled', async () => {
      const { chat, realNow } = await open();
      await show(chat, 'one');
      const first = await one(chat);
      await chat.starting(first);
      await chat.later(first, { why: 'timeout', retryAt: realNow(), sent: 'perhaps' });
      const second = await one(chat);
      expect(second).toMatchObject({ started: true, tries: 1 });
      await chat.later(second, { why: 'not_in_channel', retryAt: realNow(), sent: 'no' });
      const third = await one(chat);
      expect(third).toMatchObject({ started: false, tries: 2 });
      await chat.starting(third);
      await chat.delivered(third, posted('1.1'));
      await show(chat, 'two');
      expect(await one(chat)).toMatchObject({ started: false, tries: 0 });
    });

    test('what was given back is free at once', async () => {
      const { chat } = await open();
      await show(chat, 'one');
      const first = await one(chat);
      await chat.release(first);
      expect(await one(chat)).toEqual(first);
    });

    test('what failed rests until its instant', async () => {
      const { chat, realNow } = await open();
      await show(chat, 'one');
      const retryAt = realNow() + 60_000;
      expect(await chat.nextDue()).toBeNull();
      await chat.later(await one(chat), { why: '429', retryAt, sent: 'no' });
      await show(chat, 'two');
      expect(await chat.claim(10)).toEqual([]);
      expect(await chat.nextDue()).toBe(retryAt);
      expect(await chat.backlog()).toMatchObject({ waiting: 1, undeliverable: 0 });
    });

    test('an undeliverable message is tried again when it is shown anew', async () => {
      const { chat } = await open();
      await show(chat, 'one');
      await chat.undeliverable(await one(chat), 'channel_not_found');
      expect(await chat.claim(10)).toEqual([]);
      expect(await chat.backlog()).toMatchObject({ waiting: 0, undeliverable: 1 });
      await show(chat, 'two');
      expect(title((await one(chat)).notice)).toBe('two');
    });

    test('a message that is gone is posted anew', async () => {
      const { chat } = await open();
      await show(chat, 'one');
      await chat.delivered(await one(chat), posted('1.1'));
      await show(chat, 'two');
      await chat.lost(await one(chat));
      const again = await one(chat);
      expect(again).toMatchObject({ posted: null, started: false });
      await chat.delivered(again, posted('2.1'));
      expect(await chat.permalink('a')).toBe(posted('2.1').permalink);
    });

    test('tells the courier that there is something', async () => {
      const { chat } = await open();
      const news = Promise.withResolvers<void>();
      const stop = chat.onChange(() => news.resolve());
      await show(chat, 'one');
      await news.promise;
      stop();
    });
  });
}
