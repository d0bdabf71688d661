import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createSimulatedClock } from '../../src/adapters/clock/simulated.ts';
import { createSystemClock } from '../../src/adapters/clock/system.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { clockContract } from './clock.contract.ts';

/** Returns when the real timer of Node's says so: the promise of a clock is about its own time, whatever the load. */
const pass = (clock: Clock, by: number) =>
  new Promise<void>((resolve) => {
    const end = clock.now() + by;
    const look = () => (clock.now() >= end ? setTimeout(resolve, 5) : setTimeout(look, 1));
    look();
  });

clockContract('of the system', async () => {
  const clock = createSystemClock();
  return { clock, move: (by) => pass(clock, by), close: async () => {} };
});

/** A simulation's clock that can be set by hand, as the sandbox serves it. */
async function serveClock(speed: number) {
  const state = { now: Date.UTC(2026, 0, 7), since: performance.now(), speed, revision: 1, broken: false };
  const waiting = new Set<(now?: number) => void>();
  const waits = () => expect.poll(() => waiting.size, { interval: 1 }).toBe(1);
  const server = createServer((request, response) => {
    if (state.broken) {
      response.destroy();
      return;
    }
    const answer = (now = state.now + (performance.now() - state.since) * state.speed) => {
      response.end(JSON.stringify({ now, speed: state.speed, revision: state.revision }));
    };
    const after = new URL(request.url ?? '', 'http://localhost').searchParams.get('after');
    if (after === String(state.revision)) waiting.add(answer);
    else answer();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(change: { now?: number; speed?: number }) {
      const now = state.now + (performance.now() - state.since) * state.speed;
      Object.assign(state, { now, ...change, since: performance.now(), revision: state.revision + 1 });
      for (const answer of waiting) answer();
      waiting.clear();
    },
    /** What was asked is answered with the time of `ms` ago: whoever asked stood still and reads it only now. Resolves when it was. */
    async late(ms: number, change: { now?: number } = {}) {
      await waits();
      if (change.now !== undefined)
        Object.assign(state, { ...change, since: performance.now(), revision: state.revision + 1 });
      const now = state.now + (performance.now() - state.since) * state.speed - ms;
      const answers = [...waiting];
      waiting.clear();
      for (const answer of answers) answer(now);
      await waits();
    },
    break(broken: boolean) {
      state.broken = broken;
      if (broken) server.closeAllConnections();
      waiting.clear();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

clockContract('of a simulation', async () => {
  const simulation = await serveClock(60);
  const clock = await createSimulatedClock({ url: simulation.url, onProblem: () => {} });
  const close = async () => {
    clock.stop();
    await simulation.close();
  };
  return { clock, move: (by) => pass(clock, by * 10), close };
});

describe('the clock of a simulation', () => {
  test('timers ring when it is set past them, and it may stand still', async () => {
    const simulation = await serveClock(0);
    const clock = await createSimulatedClock({ url: simulation.url, onProblem: () => {} });
    const start = clock.now();
    const rung = Promise.withResolvers<number>();
    clock.at(start + 3_600_000, () => rung.resolve(clock.now()));
    expect(clock.now()).toBe(start);
    simulation.set({ now: start + 3_600_000 });
    expect(await rung.promise).toBe(start + 3_600_000);
    clock.stop();
    await simulation.close();
  });

  test('a timer moves away when the clock is set back', async () => {
    const simulation = await serveClock(0);
    const clock = await createSimulatedClock({ url: simulation.url, onProblem: () => {} });
    const start = clock.now();
    const rung: string[] = [];
    clock.at(start + 1_000, () => rung.push('later'));
    const back = Promise.withResolvers<void>();
    simulation.set({ now: start - 1_000, speed: 1 });
    clock.at(start - 990, () => back.resolve());
    await back.promise;
    expect(rung).toEqual([]);
    clock.stop();
    await simulation.close();
  });

  test('goes on by itself while the simulation is away, says so, and follows it again', async () => {
    const simulation = await serveClock(1);
    const problem = Promise.withResolvers<void>();
    const clock = await createSimulatedClock({
      url: simulation.url,
      onProblem: () => problem.resolve(),
      retryEvery: 5,
    });
    const start = clock.now();
    simulation.break(true);
    await problem.promise;
    await pass(clock, 10);
    simulation.break(false);
    const rung = Promise.withResolvers<void>();
    clock.at(start + 3_600_000, () => rung.resolve());
    simulation.set({ now: start + 3_600_000 });
    await rung.promise;
    clock.stop();
    await simulation.close();
  });

  test('an answer that is read late does not set it back, whether it was set meanwhile or not', async () => {
    const simulation = await serveClock(60);
    const clock = await createSimulatedClock({ url: simulation.url, onProblem: () => {} });
    const start = clock.now();
    await simulation.late(600_000);
    expect(clock.now()).toBeGreaterThanOrEqual(start);
    await simulation.late(600_000, { now: start + 3_600_000 });
    expect(clock.now()).toBeGreaterThanOrEqual(start + 3_600_000);
    clock.stop();
    await simulation.close();
  });

  test('an address that does not answer is a fault', async () => {
    const simulation = await serveClock(1);
    await simulation.close();
    const attempt = createSimulatedClock({ url: simulation.url, onProblem: () => {}, patience: 20, retryEvery: 10 });
    await expect(attempt).rejects.toThrow('does not answer');
  });
});
