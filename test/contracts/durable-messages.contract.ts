import { describe, expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import { define, type OpenDurable, useDurable } from './durable-harness.ts';

/** The promises of `ports/durable.ts` about messages. */
export function durableMessagesContract(name: string, open: OpenDurable): void {
  describe(`durable messages: ${name}`, () => {
    const { begin, note, trace } = useDurable(open);

    test('hands out messages in the order in which they were sent, each once', async () => {
      const { durable, until } = await begin(async (context, { n }) => {
        for (let i = 0; i < n; i++) {
          const letter = await context.receive();
          await context.step('tell', () => note(letter?.text ?? 'nothing'));
        }
      });
      await durable().start('main', 'a', { n: 20 });
      const texts = Array.from({ length: 20 }, (_, i) => `letter ${i}`);
      for (const text of texts) expect(await durable().send('a', { text }, text)).toBe(true);
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(texts);
    });

    test('keeps messages in order across a restart in the middle', async () => {
      const { durable, until, restart } = await begin(async (context, { n }) => {
        for (let i = 0; i < n; i++) {
          const letter = await context.receive();
          await context.step('tell', () => note(letter?.text ?? 'nothing'));
        }
      });
      await durable().start('main', 'a', { n: 4 });
      await durable().send('a', { text: 'one' }, '1');
      await durable().send('a', { text: 'two' }, '2');
      await until(() => trace.length === 2);
      await restart();
      await durable().send('a', { text: 'three' }, '3');
      await durable().send('a', { text: 'four' }, '4');
      await until(async () => (await durable().state('a')) === 'done');
      expect([...new Set(trace)]).toEqual(['one', 'two', 'three', 'four']);
    });

    test('a message with a key that was there counts once', async () => {
      const { durable, until } = await begin(async (context) => {
        for (let i = 0; i < 2; i++) {
          const letter = await context.receive();
          await context.step('tell', () => note(letter?.text ?? 'nothing'));
        }
      });
      await durable().start('main', 'a', { n: 1 });
      expect(await durable().send('a', { text: 'one' }, 'same')).toBe(true);
      expect(await durable().send('a', { text: 'one again' }, 'same')).toBe(true);
      await durable().send('a', { text: 'two' }, 'other');
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['one', 'two']);
    });

    test('the same key for two workflows is two messages', async () => {
      const { durable, until } = await begin(async (context) => {
        const letter = await context.receive();
        await context.step('tell', () => note(`${context.id} ${letter?.text}`));
      });
      for (const id of ['a', 'b']) {
        await durable().start('main', id, { n: 1 });
        await durable().send(id, { text: 'hello' }, 'same');
        await until(async () => (await durable().state(id)) === 'done');
      }
      expect(trace).toEqual(['a hello', 'b hello']);
    });

    test('sending says whether anybody is there to read it', async () => {
      const { durable, until } = await begin(async () => {});
      expect(await durable().send('nobody', { text: '' }, 'k')).toBe(false);
      await durable().start('main', 'a', { n: 1 });
      await until(async () => (await durable().state('a')) === 'done');
      expect(await durable().send('a', { text: '' }, 'k')).toBe(false);
    });

    test('receive gives up at its instant, and a message before it wins', async () => {
      const { durable, until, clock } = await begin(async (context) => {
        for (;;) {
          const now = await context.now();
          const letter = await context.receive(now + 10 * minute);
          await context.step('tell', () => note(letter?.text ?? 'nothing'));
          if (!letter) return;
        }
      });
      await durable().start('main', 'a', { n: 1 });
      await durable().send('a', { text: 'in time' }, 'k');
      await until(() => trace.length === 1);
      clock.advance(9 * minute);
      await until(async () => (await durable().state('a')) === 'running');
      expect(trace).toEqual(['in time']);
      // It may not have begun its second wait before the clock moved; then this ends that wait as well.
      await until(async () => {
        clock.advance(10 * minute);
        return trace.length === 2;
      });
      expect(trace).toEqual(['in time', 'nothing']);
    });

    test('an instant that has passed gives up at once, unless a message is there', async () => {
      const { durable, until } = await begin(async (context) => {
        const first = await context.receive();
        const second = await context.receive(0);
        const third = await context.receive(0);
        await context.step('tell', () => note([first, second, third].map((letter) => letter?.text).join()));
      });
      await durable().start('main', 'a', { n: 1 });
      await durable().send('a', { text: 'one' }, '1');
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['one,,']);
    });

    test('drain takes what is there and does not wait', async () => {
      let release = () => {};
      const sent = new Promise<void>((resolve) => (release = resolve));
      const { durable, until } = await begin(async (context) => {
        await context.receive();
        await sent;
        const rest = await context.drain();
        const more = await context.drain();
        await context.step('tell', () => note(`${rest.map(({ text }) => text).join()} / ${more.length}`));
      });
      await durable().start('main', 'a', { n: 1 });
      for (const text of ['first', 'second', 'third']) await durable().send('a', { text }, text);
      release();
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['second,third / 0']);
    });

    test('workflows start and write to each other, once, across a restart', async () => {
      const child = define('child', async (context) => {
        const first = await context.receive();
        const second = await context.receive();
        await context.step('tell', () => note(`child got ${first?.text} ${second?.text}`));
      });
      const { durable, until, restart } = await begin(
        async (context) => {
          await context.start('child', 'b', { n: 1 });
          await context.send('b', { text: 'one' });
          await context.send('nobody', { text: 'lost' });
          const letter = await context.receive();
          await context.send('b', { text: letter?.text ?? '' });
          await context.step('tell', () => note('main is done'));
        },
        [child],
      );
      await durable().start('main', 'a', { n: 1 });
      await until(async () => (await durable().state('b')) === 'running');
      await restart();
      await durable().send('a', { text: 'two' }, 'k');
      await until(async () => (await durable().state('b')) === 'done');
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace.toSorted()).toEqual(['child got one two', 'main is done']);
    });
  });
}
