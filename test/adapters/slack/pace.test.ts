import { describe, expect, test } from 'vitest';
import type { Lane, Priority } from '../../../src/adapters/slack/pace.ts';
import { Pace } from '../../../src/adapters/slack/pace.ts';
import { minute, second } from '../../../src/model/time.ts';

const lane: Lane = { name: 'chat.update', perMinute: 60, burst: 3 };
const work = (key: string, priority: Priority = 'normal', lanes: readonly Lane[] = [lane]) => ({
  key,
  lanes,
  priority,
});

describe('pace', () => {
  test('lets a burst go at once and then one in its time', () => {
    const pace = new Pace();
    expect(['a', 'b', 'c'].map((key) => pace.ask(work(key), 0))).toEqual([0, 0, 0]);
    expect(pace.ask(work('d'), 0)).toBe(second);
    expect(pace.ask(work('d'), 400)).toBe(600);
    expect(pace.ask(work('d'), 1_000)).toBe(0);
  });

  test('goes as many times as fast as it is told', () => {
    const pace = new Pace(10);
    expect(Array.from({ length: 30 }, (_, n) => pace.ask(work(`${n}`), 0))).toEqual(Array(30).fill(0));
    expect(pace.ask(work('one more'), 0)).toBe(second / 10);
  });

  test('never sends more in a minute than the lane allows, burst included', () => {
    const strict: Lane = { name: 'm', perMinute: 42, burst: 8 };
    const pace = new Pace();
    const sent: number[] = [];
    for (let at = 0; at < 3 * minute; at += 50)
      if (pace.ask(work(`message ${sent.length}`, 'normal', [strict]), at) === 0) sent.push(at);
    const most = Math.max(...sent.map((from) => sent.filter((at) => at >= from && at < from + minute).length));
    expect(most).toBeLessThanOrEqual(50);
    expect(sent.length).toBeGreaterThan(120);
  });

  test('those who wait go in their order, and what is urgent goes before what shows progress', () => {
    const pace = new Pace();
    for (const key of ['a', 'b', 'c']) pace.ask(work(key), 0);
    expect(pace.ask(work('edit 1', 'progress'), 0)).toBe(second);
    expect(pace.ask(work('edit 2', 'progress'), 0)).toBe(2 * second);
    expect(pace.ask(work('end', 'urgent'), 500)).toBe(500);
    expect(pace.ask(work('edit 1', 'progress'), 1_000)).toBeGreaterThan(0);
    expect(pace.ask(work('end', 'urgent'), 1_000)).toBe(0);
    expect(pace.ask(work('edit 2', 'progress'), 2_000)).toBeGreaterThan(0);
    expect(pace.ask(work('edit 1', 'progress'), 2_000)).toBe(0);
  });

  test('a closed lane stays closed as long as Slack asks, and others stay open', () => {
    const pace = new Pace();
    pace.close(lane, 5 * second, 0);
    expect(pace.ask(work('a'), 0)).toBe(5 * second);
    expect(pace.ask(work('b', 'normal', [{ name: 'views.publish', perMinute: 60, burst: 1 }]), 0)).toBe(0);
    expect(pace.ask(work('a'), 5_000)).toBe(0);
  });

  test('work in two lanes counts in both or in none', () => {
    const pace = new Pace();
    const channel: Lane = { name: 'channel', perMinute: 60, burst: 1 };
    expect(pace.ask(work('a', 'normal', [lane, channel]), 0)).toBe(0);
    expect(pace.ask(work('b', 'normal', [lane, channel]), 0)).toBe(second);
    // The one that waits for its channel has taken nothing of the shared lane but its place in the queue.
    expect(pace.ask(work('c', 'urgent'), 0)).toBe(0);
  });

  test('who never comes back does not hold up the others', () => {
    const pace = new Pace();
    for (const key of ['a', 'b', 'c', 'gone']) pace.ask(work(key), 0);
    expect(pace.ask(work('d'), 30_000)).toBe(0);
    expect(pace.ask(work('e'), 30_000)).toBe(0);
    expect(pace.ask(work('f'), 30_000)).toBe(0);
  });
});
