import { describe, expect, test } from 'vitest';
import type { Arrival, Inbox, Taken } from '../../src/ports/inbox.ts';

const arrival = (key: string, changes: Partial<Arrival> = {}): Arrival => {
  return { source: 'slack', kind: 'command', key, body: Buffer.from(JSON.stringify({ key })), ...changes };
};

/** The promises of `ports/inbox.ts`. Each `open` is empty, and what failed is due again at once. */
export function inboxContract(name: string, open: () => Promise<Inbox>): void {
  describe(`inbox: ${name}`, () => {
    const takeAll = async (inbox: Inbox, limit = 100) => {
      const taken: Taken[] = [];
      await inbox.take(limit, async (one) => void taken.push(one));
      return taken;
    };

    test('hands out what was taken in, once, with its bytes, oldest first', async () => {
      const inbox = await open();
      const body = Buffer.from(JSON.stringify({ text: 'dépløy ✓ \u0000', filler: 'x'.repeat(20_000) }));
      expect(await inbox.accept(arrival('1', { body, source: 'github', kind: 'workflow_job' }))).toBe('new');
      expect(await inbox.accept(arrival('2'))).toBe('new');
      const taken = await takeAll(inbox);
      expect(taken.map(({ key }) => key)).toEqual(['1', '2']);
      expect(taken[0]).toMatchObject({ source: 'github', kind: 'workflow_job', tries: 0 });
      expect(taken[0]?.body.equals(body)).toBe(true);
      expect(await takeAll(inbox)).toEqual([]);
    });

    test('oldest first holds for any number of arrivals', async () => {
      const inbox = await open();
      const keys = Array.from({ length: 12 }, (_, i) => `k${i}`);
      for (const key of keys) await inbox.accept(arrival(key));
      expect((await takeAll(inbox)).map(({ key }) => key)).toEqual(keys);
    });

    test('a key of the same source is stored once, also after it was handled', async () => {
      const inbox = await open();
      expect(await inbox.accept(arrival('1'))).toBe('new');
      expect(await inbox.accept(arrival('1'))).toBe('duplicate');
      expect(await inbox.accept(arrival('1', { source: 'github' }))).toBe('new');
      expect(await takeAll(inbox)).toHaveLength(2);
      expect(await inbox.accept(arrival('1'))).toBe('duplicate');
      expect(await takeAll(inbox)).toEqual([]);
    });

    test('many at once are all stored, each once', async () => {
      const inbox = await open();
      const keys = Array.from({ length: 300 }, (_, i) => `k${i % 150}`);
      const answers = await Promise.all(keys.map((key) => inbox.accept(arrival(key))));
      expect(answers.filter((answer) => answer === 'new')).toHaveLength(150);
      expect(new Set((await takeAll(inbox, 1_000)).map(({ key }) => key)).size).toBe(150);
    });

    test('a body of any size comes back byte by byte, and a rush is over soon', async () => {
      const inbox = await open();
      const sizes = [1, 2_048, 0, 300_000, 300_001, 300_002, 300_003, 1_048_576, 5, 1_048_577, 0];
      const bodies = sizes.map((size, i) => Buffer.alloc(size, 'a'.charCodeAt(0) + i));
      await Promise.all(
        bodies.map((body, i) => inbox.accept({ source: 'github', kind: 'push', key: `size-${i}`, body })),
      );
      await inbox.calm(10_000);
      const seen = new Map<string, Buffer>();
      await inbox.take(20, async ({ key, body }) => void seen.set(key, body));
      expect([...seen.keys()]).toEqual(bodies.map((_, i) => `size-${i}`));
      expect(bodies.filter((body, i) => !seen.get(`size-${i}`)?.equals(body))).toEqual([]);
    });

    test('takes no more than asked for', async () => {
      const inbox = await open();
      for (const key of ['1', '2', '3']) await inbox.accept(arrival(key));
      expect(await inbox.take(2, async () => {})).toBe(2);
      expect(await inbox.take(2, async () => {})).toBe(1);
      expect(await inbox.take(2, async () => {})).toBe(0);
    });

    test('two who take at the same moment get different rows', async () => {
      const inbox = await open();
      for (const key of ['1', '2', '3', '4']) await inbox.accept(arrival(key));
      const seen: string[] = [];
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let began = () => {};
      const begun = new Promise<void>((resolve) => {
        began = resolve;
      });
      const first = inbox.take(2, async ({ key }) => {
        seen.push(key);
        began();
        await held;
      });
      await begun;
      await inbox.take(10, async ({ key }) => void seen.push(key));
      release();
      await first;
      expect(seen.toSorted()).toEqual(['1', '2', '3', '4']);
    });

    test('one that fails is tried again and does not undo the others', async () => {
      const inbox = await open();
      for (const key of ['good', 'bad', 'fine']) await inbox.accept(arrival(key));
      const taken = await inbox.take(10, async ({ key }) => {
        if (key === 'bad') throw new Error('not now');
      });
      expect(taken).toBe(3);
      const again = await takeAll(inbox);
      expect(again.map(({ key, tries }) => [key, tries])).toEqual([['bad', 1]]);
      expect(await takeAll(inbox)).toEqual([]);
    });

    test('is given up after the tenth try', async () => {
      const inbox = await open();
      await inbox.accept(arrival('bad', { kind: 'event' }));
      let tries = 0;
      const fail = async () => {
        tries++;
        throw new TypeError('never');
      };
      for (let round = 0; round < 12; round++) await inbox.take(10, fail);
      expect(tries).toBe(10);
      expect(await inbox.abandoned(5)).toMatchObject([{ source: 'slack', kind: 'event', error: 'TypeError: never' }]);
    });

    test('tells listeners of an arrival until they stop', async () => {
      const inbox = await open();
      const news = Promise.withResolvers<void>();
      const stop = inbox.onArrival(() => news.resolve());
      await inbox.accept(arrival('1'));
      await news.promise;
      stop();
    });
  });
}
