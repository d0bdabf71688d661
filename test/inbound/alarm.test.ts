import { expect, test } from 'vitest';
import { createAlarm } from '../../src/inbound/schedules/alarm.ts';
import type { Instant } from '../../src/model/time.ts';
import { hour, minute } from '../../src/model/time.ts';
import { eventually, readableLog } from '../adapters/slack/at-slack.ts';
import { now } from '../builders.ts';
import { createFakeClock } from '../fakes/clock.ts';

/** An alarm that writes down when it looked; `due` are the instants at which there is something to do. */
function open(due: Instant[]) {
  const clock = createFakeClock(now);
  const looks: Instant[] = [];
  let fails = 0;
  const alarm = createAlarm({
    name: 'test',
    clock,
    async run() {
      looks.push(clock.now());
      if (fails-- > 0) throw new Error('the database is away');
      return due.find((instant) => instant > clock.now()) ?? null;
    },
    log: readableLog(),
  });
  const looked = (times: number) => eventually(`${times} looks`, () => looks.length === times);
  const failNext = () => {
    fails = 1;
  };
  return { alarm, clock, looks, looked, failNext };
}

test('looks when it is told to, and then at the very instant that something is due', async () => {
  const { alarm, clock, looks, looked } = open([now + hour, now + 2 * hour]);
  alarm.ring();
  await looked(1);
  clock.advance(hour - 1);
  clock.advance(1);
  await looked(2);
  clock.advance(hour);
  await looked(3);
  await eventually('nothing is set', () => clock.next() === null);
  expect(looks).toEqual([now, now + hour, now + 2 * hour]);
});

test('has one timer, however often it is told to look', async () => {
  const { alarm, clock, looked, looks } = open([now + hour]);
  for (let i = 0; i < 5; i++) alarm.ring();
  await looked(2);
  clock.advance(minute);
  alarm.ring();
  await looked(3);
  clock.advance(hour);
  await looked(4);
  await alarm.stop();
  expect(looks).toEqual([now, now, now + minute, now + hour]);
});

test('what fails is tried again when it is told to look; a stopped one looks no more', async () => {
  const { alarm, clock, looked, looks, failNext } = open([now + hour]);
  failNext();
  alarm.ring();
  await looked(1);
  await eventually('it has given up', () => clock.next() === null);
  alarm.ring();
  await looked(2);
  await alarm.stop();
  clock.advance(2 * hour);
  alarm.ring();
  expect(looks).toHaveLength(2);
});
