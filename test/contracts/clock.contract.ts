import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';

/** `move` lets that many ms of its time pass, and returns when it has. */
export interface ClockHarness {
  clock: Clock;
  move(by: number): Promise<void>;
  close(): Promise<void>;
}

/** The promises of `ports/clock.ts`. */
export function clockContract(name: string, open: () => Promise<ClockHarness>): void {
  describe(`clock: ${name}`, () => {
    let harness: ClockHarness | undefined;
    const begin = async () => {
      harness = await open();
      return harness;
    };
    afterEach(async () => {
      await harness?.close();
      harness = undefined;
    });

    test('time goes on', async () => {
      const { clock, move } = await begin();
      const before = clock.now();
      await move(40);
      expect(clock.now()).toBeGreaterThanOrEqual(before + 40);
    });

    test('rings once when the instant is reached', async () => {
      const { clock, move } = await begin();
      const rung: number[] = [];
      const due = clock.now() + 100;
      clock.at(due, () => rung.push(clock.now()));
      expect(rung).toEqual([]);
      await move(200);
      await move(200);
      expect(rung).toHaveLength(1);
      expect(rung[0]).toBeGreaterThanOrEqual(due);
    });

    test('rings soon, but not at once, for an instant that has passed', async () => {
      const { clock, move } = await begin();
      let rung = 0;
      clock.at(clock.now() - 5_000, () => rung++);
      expect(rung).toBe(0);
      await move(50);
      expect(rung).toBe(1);
    });

    test('does not ring when cancelled', async () => {
      const { clock, move } = await begin();
      let rung = 0;
      const cancel = clock.at(clock.now() + 20, () => rung++);
      cancel();
      cancel();
      await move(100);
      expect(rung).toBe(0);
    });

    test('rings in the order of the instants', async () => {
      const { clock, move } = await begin();
      const rung: string[] = [];
      const now = clock.now();
      clock.at(now + 700, () => rung.push('late'));
      clock.at(now + 30, () => rung.push('early'));
      await move(800);
      expect(rung).toEqual(['early', 'late']);
    });

    test('an instant many weeks away does not ring now', async () => {
      const { clock, move } = await begin();
      let rung = 0;
      const cancel = clock.at(clock.now() + 60 * 24 * 3_600_000, () => rung++);
      await move(50);
      expect(rung).toBe(0);
      cancel();
    });
  });
}
