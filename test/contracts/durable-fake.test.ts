import { describe, expect, test } from 'vitest';
import { minute } from '../../src/model/time.ts';
import type { WorkflowContext, WorkflowDefinition } from '../../src/ports/durable.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { atEveryBoundary } from '../fakes/crashes.ts';
import { createFakeDurable, type FakeDurable } from '../fakes/durable.ts';
import { durableContract } from './durable.contract.ts';
import type { OpenDurable } from './durable-harness.ts';
import { durableMessagesContract } from './durable-messages.contract.ts';

const open: OpenDurable = async (workflows) => {
  const clock = createFakeClock();
  const durable = createFakeDurable(clock, workflows);
  return {
    durable: () => durable,
    clock,
    restart: async () => {
      durable.kill();
      durable.restart();
      await durable.runUntilIdle();
    },
    until: async (condition) => {
      await durable.runUntilIdle();
      if (await condition()) return;
      await durable.runUntilIdle();
      expect(await condition()).toBe(true);
    },
    close: async () => {},
  };
};

durableContract('in memory', open);
durableMessagesContract('in memory', open);

describe('the facilities of the fake', () => {
  const define = (body: (context: WorkflowContext<string>) => Promise<void>): WorkflowDefinition[] => [
    { name: 'main', body: body as WorkflowDefinition['body'] },
  ];

  test('a kill at every boundary leaves one effect where the effect is idempotent', async () => {
    const boundaries = await atEveryBoundary<FakeDurable>(async (arm) => {
      const clock = createFakeClock();
      const placed = new Set<string>();
      let calls = 0;
      const durable = createFakeDurable(
        clock,
        define(async (context) => {
          const now = await context.now();
          await context.effect('order', async () => {
            calls++;
            placed.add(context.id);
          });
          const word = await context.receive(now + 10 * minute);
          await context.step('file', async () => void placed.add(`${context.id} ${word}`));
        }),
      );
      arm(durable);
      await durable.start('main', 'a', null);
      await durable.runUntilIdle();
      await durable.send('a', 'yes', 'k');
      await durable.runAll();
      expect(await durable.state('a')).toBe('done');
      expect([...placed]).toEqual(['a', 'a yes']);
      expect(calls).toBeLessThanOrEqual(2);
      return durable;
    });
    expect(boundaries).toBe(12);
  });

  test('a kill between an effect and its checkpoint runs the effect twice', async () => {
    let calls = 0;
    const durable = createFakeDurable(
      createFakeClock(),
      define(async (context) => void (await context.effect('order', async () => void calls++))),
    );
    durable.crashBetween('order');
    await durable.start('main', 'a', null);
    await durable.runUntilIdle();
    expect(calls).toBe(2);
    expect(durable.crashed).toMatchObject([{ step: 'order', moment: 'between' }]);
  });

  test('a workflow that another replica took does nothing more here', async () => {
    const done: string[] = [];
    const durable = createFakeDurable(
      createFakeClock(),
      define(async (context) => {
        await context.receive();
        await context.effect('order', async () => void done.push('order'));
        await context.step('file', async () => void done.push('file'));
      }),
    );
    await durable.start('main', 'a', null);
    await durable.runUntilIdle();
    durable.takeAway('a');
    await durable.send('a', 'go', 'k');
    await durable.runUntilIdle();
    expect(done).toEqual([]);
    expect(await durable.state('a')).toBe('running');
  });

  test('a workflow that does other things when run again is caught', async () => {
    let round = 0;
    const durable = createFakeDurable(
      createFakeClock(),
      define(async (context) => {
        await context.step(`step ${round++}`, async () => null);
        await context.receive();
      }),
    );
    await durable.start('main', 'a', null);
    await durable.runUntilIdle();
    durable.kill();
    durable.restart();
    await durable.runUntilIdle();
    expect(durable.failure('a')?.message).toContain('not deterministic');
  });
});
