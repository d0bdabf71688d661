import { expect, test } from 'vitest';
import { createClock } from '../../sandbox/clock.ts';

const start = Date.parse('2026-01-20T15:05:00Z');

test('world time runs `speed` times as fast as real time', () => {
  let real = 1_000;
  const clock = createClock({ start, speed: 60, realNow: () => real });
  real += 1_000;
  expect(clock.now()).toBe(start + 60_000);
  clock.close();
});

test('a timer rings at its instant, once', async () => {
  const clock = createClock({ start, speed: 600 });
  const rung = await new Promise<number>((resolve) => clock.at(start + 6_000, () => resolve(clock.now())));
  expect(rung).toBeGreaterThanOrEqual(start + 6_000);
  clock.close();
});

test('setting the clock forward rings what is on the way in order, each at its own instant', () => {
  const clock = createClock({ start, speed: 0 });
  const seen: [string, number][] = [];
  clock.at(start + 2_000, () => seen.push(['second', clock.now() - start]));
  clock.at(start + 1_000, () => {
    seen.push(['first', clock.now() - start]);
    clock.at(clock.now() + 500, () => seen.push(['between', clock.now() - start]));
  });
  clock.at(start + 9_000, () => seen.push(['later', clock.now() - start]));
  clock.set(start + 5_000);
  expect(seen).toEqual([
    ['first', 1_000],
    ['between', 1_500],
    ['second', 2_000],
  ]);
  expect(clock.now()).toBe(start + 5_000);
  expect(clock.revision).toBe(1);
});

test('a cancelled timer does not ring', () => {
  const clock = createClock({ start, speed: 0 });
  let rings = 0;
  const cancel = clock.at(start + 1, () => (rings += 1));
  cancel();
  clock.set(start + 10);
  expect(rings).toBe(0);
});

test('a clock that is set back rings nothing early and tells its listeners', () => {
  const clock = createClock({ start, speed: 0 });
  let told = 0;
  let rings = 0;
  clock.onSet(() => (told += 1));
  clock.at(start + 10, () => (rings += 1));
  clock.set(start - 1_000);
  expect([clock.now(), told, rings]).toEqual([start - 1_000, 1, 0]);
});
