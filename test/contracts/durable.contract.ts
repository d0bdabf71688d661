import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { minute } from '../../src/model/time.ts';
import { type OpenDurable, useDurable } from './durable-harness.ts';

/** The promises of `ports/durable.ts` about starts, steps, errors and time. */
export function durableContract(name: string, open: OpenDurable): void {
  describe(`durable: ${name}`, () => {
    const { begin, note, trace } = useDurable(open);

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
  });
}
