import { expect, test } from 'vitest';
import { createClock } from '../../../../sandbox/clock.ts';
import { createTimeline } from '../../../../sandbox/github/actions/timeline.ts';

test('however far the clock is set, each act sees the instant for which it was planned', () => {
  const clock = createClock({ start: 0, speed: 0 });
  const timeline = createTimeline(clock);
  const seen: [string, number][] = [];
  timeline.after(1_000, () => {
    seen.push(['first', timeline.now()]);
    timeline.after(500, () => seen.push(['follows', timeline.now()]));
  });
  timeline.after(2_000, () => seen.push(['second', timeline.now()]));
  const cancel = timeline.after(1_700, () => seen.push(['never', timeline.now()]));
  cancel();
  clock.set(900);
  expect(seen).toEqual([]);
  clock.set(60_000);
  expect(seen).toEqual([
    ['first', 1_000],
    ['follows', 1_500],
    ['second', 2_000],
  ]);
});

test('the clock holds one timer, and none while nothing is planned', () => {
  let timers = 0;
  const clock = createClock({ start: 0, speed: 0 });
  const counting = {
    ...clock,
    now: clock.now,
    at(instant: number, ring: () => void) {
      timers += 1;
      const cancel = clock.at(instant, () => {
        timers -= 1;
        ring();
      });
      return () => {
        timers -= 1;
        cancel();
      };
    },
  };
  const timeline = createTimeline(counting);
  expect(timers).toBe(0);
  const cancel = timeline.after(5_000, () => {});
  timeline.after(1_000, () => {});
  expect(timers).toBe(1);
  clock.set(1_000);
  expect(timers).toBe(1);
  cancel();
  expect(timers).toBe(0);
  timeline.after(5_000, () => {});
  timeline.close();
  expect(timers).toBe(0);
});

test('the past is replayed to its end, at its own time', () => {
  const clock = createClock({ start: 1_000_000, speed: 0 });
  const timeline = createTimeline(clock);
  const seen: number[] = [];
  timeline.replay(10_000, () => {
    seen.push(timeline.now());
    timeline.after(500, () => seen.push(timeline.now()));
  });
  expect(seen).toEqual([10_000, 10_500]);
  expect(timeline.now()).toBe(1_000_000);
});
