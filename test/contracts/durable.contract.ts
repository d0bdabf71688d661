import { afterEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { minute } from '../../src/model/time.ts';
import type { Durable, WorkflowContext, WorkflowDefinition } from '../../src/ports/durable.ts';
import type { FakeClock } from '../fakes/clock.ts';

/** One engine under test. `restart` kills it without waiting for anything and starts it again over the same log. */
export interface DurableHarness {
  durable(): Durable;
  clock: FakeClock;
  restart(): Promise<void>;
  /** Lets it work until `condition` holds; fails when it does not come to hold. */
  until(condition: () => boolean | Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

type Letter = { text: string };
type Body = (context: WorkflowContext<Letter>, input: { n: number }) => Promise<void>;

const define = (name: string, body: Body): WorkflowDefinition => ({ name, body: body as WorkflowDefinition['body'] });

/** The promises of `ports/durable.ts`. */
export function durableContract(
  name: string,
  open: (workflows: WorkflowDefinition[]) => Promise<DurableHarness>,
): void {
  describe(`durable: ${name}`, () => {
    let harness: DurableHarness | undefined;
    const trace: string[] = [];
    const begin = async (body: Body, more: WorkflowDefinition[] = []) => {
      trace.length = 0;
      harness = await open([define('main', body), ...more]);
      return harness;
    };
    const note = async (text: string) => void trace.push(text);

    afterEach(async () => {
      await harness?.close();
      harness = undefined;
    });

    test('runs the steps of a workflow once, in order, with its input', async () => {
      const { durable, until } = await begin(async (context, input) => {
        const doubled = await context.step('double', async () => input.n * 2);
        await context.step('tell', () => note(`${context.id} ${doubled}`));
      });
      await durable().start('main', 'a', { n: 21 });
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['a 42']);
    });

    test('a second start of the same id does nothing', async () => {
      const { durable, until } = await begin(async (context, { n }) => {
        await context.step('tell', () => note(String(n)));
        await context.receive();
      });
      await durable().start('main', 'a', { n: 1 });
      await durable().start('main', 'a', { n: 2 });
      await until(() => trace.length > 0);
      await durable().send('a', { text: 'end' }, 'k');
      await until(async () => (await durable().state('a')) === 'done');
      await durable().start('main', 'a', { n: 3 });
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['1']);
    });

    test('an unknown workflow is refused', async () => {
      const { durable } = await begin(async () => {});
      await expect(durable().start('nothing', 'a', {})).rejects.toThrow('nothing');
      expect(await durable().state('a')).toBe('unknown');
    });

    test('remembers the results of steps across a restart', async () => {
      let round = 0;
      const { durable, until, restart } = await begin(async (context) => {
        const first = await context.step('first', async () => ({ round: ++round }));
        const letter = await context.receive();
        await context.step('tell', () => note(`${first.round} ${letter?.text}`));
      });
      await durable().start('main', 'a', { n: 1 });
      await until(() => round === 1);
      await restart();
      await durable().send('a', { text: 'go' }, 'k');
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['1 go']);
      expect(round).toBe(1);
    });

    test('runs a step again whose result was not stored', async () => {
      const gate: { open: () => void } = { open: () => {} };
      let tries = 0;
      const { durable, until, restart } = await begin(async (context) => {
        await context.step('slow', async () => {
          tries++;
          if (tries === 1) await new Promise<void>((resolve) => (gate.open = resolve));
          await note(`try ${tries}`);
        });
      });
      await durable().start('main', 'a', { n: 1 });
      // The fake is idle only when no body runs, so this looks before it settles.
      await new Promise((resolve) => setImmediate(resolve));
      if (tries === 0) await until(() => tries === 1);
      await restart();
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['try 2']);
      gate.open();
    });

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

    test('sleeps across a restart until the instant, not longer', async () => {
      const { durable, until, clock, restart } = await begin(async (context) => {
        const now = await context.now();
        await context.step('asleep', () => note(`sleeping at ${now}`));
        await context.sleepUntil(now + 60 * minute);
        const woke = await context.now();
        await context.step('awake', () => note(`woke after ${(woke - now) / minute}`));
      });
      await durable().start('main', 'a', { n: 1 });
      await until(() => trace.length === 1);
      clock.advance(30 * minute);
      await restart();
      await until(async () => (await durable().state('a')) === 'running');
      expect(trace).toHaveLength(1);
      clock.advance(30 * minute);
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace[1]).toBe('woke after 60');
    });

    test('now is remembered', async () => {
      const { durable, until, clock, restart } = await begin(async (context) => {
        const now = await context.now();
        await context.step('ready', () => note('ready'));
        await context.receive();
        await context.step('tell', () => note(String(now)));
      });
      const before = clock.now();
      await durable().start('main', 'a', { n: 1 });
      await until(() => trace.length === 1);
      clock.advance(minute);
      await restart();
      await durable().send('a', { text: 'go' }, 'k');
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['ready', String(before)]);
    });

    test('a fault thrown by a step is a fault again after a restart', async () => {
      let tries = 0;
      const { durable, until, restart } = await begin(async (context) => {
        const error = await context
          .step('break', async () => {
            tries++;
            throw new Fault('unavailable', 'GitHub is away', { retryAt: 5, cause: new Error('502') });
          })
          .catch((caught: unknown) => caught);
        await context.receive();
        await context.step('tell', () =>
          note(error instanceof Fault ? `${error.kind} ${error.message} ${error.retryAt}` : `not a fault: ${error}`),
        );
      });
      await durable().start('main', 'a', { n: 1 });
      await until(() => tries === 1);
      await restart();
      await durable().send('a', { text: 'go' }, 'k');
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['unavailable GitHub is away 5']);
      expect(tries).toBe(1);
    });

    test('other errors keep their name and message', async () => {
      const { durable, until } = await begin(async (context) => {
        const error = await context
          .step('break', async () => {
            throw new RangeError('too far');
          })
          .catch((caught: unknown) => caught);
        await context.step('tell', () => note(error instanceof Error ? `${error.name}: ${error.message}` : 'nothing'));
      });
      await durable().start('main', 'a', { n: 1 });
      await until(async () => (await durable().state('a')) === 'done');
      expect(trace).toEqual(['RangeError: too far']);
    });

    test('a workflow that throws has failed and is stranded', async () => {
      const { durable, until } = await begin(async () => {
        throw new Error('no');
      });
      await durable().start('main', 'a', { n: 1 });
      await until(async () => (await durable().state('a')) === 'failed');
      expect(await durable().stranded(0)).toEqual(['a']);
      expect(await durable().stranded(Number.MAX_SAFE_INTEGER)).toEqual([]);
    });

    test('a step that returns what JSON cannot keep fails', async () => {
      const { durable, until } = await begin(async (context) => {
        await context.step('date', async () => ({ at: new Date(0) }));
      });
      await durable().start('main', 'a', { n: 1 });
      await until(async () => (await durable().state('a')) === 'failed');
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
