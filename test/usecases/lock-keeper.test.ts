import { describe, expect, test } from 'vitest';
import { hour, minute } from '../../src/model/time.ts';
import { keepLocks } from '../../src/usecases/lock-keeper.ts';
import { now, person } from '../builders.ts';
import { open, staging, type World } from './lock-world.ts';

const keep = ({ ports }: World) => keepLocks(ports);
const reminders = ({ chat }: World) => chat.whispers.map(({ person: who, notice }) => ({ who, notice }));

describe('a lock that runs out', () => {
  test('is looked for at its end; then its message says so, once', async () => {
    const world = open();
    await world.lock('dev', 'a', { until: now + hour });
    expect(await keep(world)).toBe(now + hour);
    expect(world.chat.messages.get('lock:lock:a:deployments')).toMatchObject({ done: 'taken' });
    world.clock.advance(hour);
    expect(await keep(world)).toBeNull();
    await keep(world);
    expect(world.chat.messages.get('lock:lock:a:deployments')).toMatchObject({ done: 'released', ranOut: true });
    expect(world.audit.entries.map(({ action }) => action)).toEqual(['lock.taken', 'lock.ran-out']);
  });

  test('is told of, though the process died the first time', async () => {
    const world = open();
    await world.lock('dev', 'a', { until: now + hour });
    world.clock.advance(hour);
    world.die('chat');
    await expect(keep(world)).rejects.toThrow('killed');
    await keep(world);
    expect(world.chat.messages.get('lock:lock:a:deployments')).toMatchObject({ done: 'released', ranOut: true });
    expect(world.audit.entries.filter(({ action }) => action === 'lock.ran-out')).toHaveLength(1);
  });
});

describe('a forgotten lock', () => {
  test('is not mentioned to an owner who has muted reminders, until they want them again', async () => {
    const world = open();
    await world.lock('dev', 'a');
    await world.ports.mutes.mute(person('dev').slackId, { what: 'reminders', until: now + 4 * hour });
    world.clock.advance(3 * hour);
    expect(await keep(world)).toBe(now + 6 * hour);
    expect(reminders(world)).toEqual([]);
    world.clock.advance(3 * hour);
    await keep(world);
    expect(reminders(world)).toHaveLength(1);
  });

  test('is mentioned to its owner every three hours, each time once, with Unlock and a way to keep it', async () => {
    const world = open();
    await world.lock('dev', 'a');
    expect(await keep(world)).toBe(now + 3 * hour);
    world.clock.advance(3 * hour - 1);
    await keep(world);
    expect(reminders(world)).toEqual([]);
    world.clock.advance(1);
    // Two replicas at the same moment.
    const next = await Promise.all([keep(world), keep(world)]);
    expect(next).toEqual([now + 6 * hour, now + 6 * hour]);
    expect(reminders(world)).toMatchObject([
      {
        who: person('dev').slackId,
        notice: {
          title: 'Your lock on staging still holds deploys',
          lines: [
            'You hold it for: load test',
            'It has been in force for 3 h and stays until it is released.',
            'If it is no longer needed: /unlock staging, or the button.',
          ],
          buttons: [{ label: 'Unlock' }, { label: 'End it in 2h' }],
        },
      },
    ]);
    world.clock.advance(3 * hour);
    await keep(world);
    expect(reminders(world)).toHaveLength(2);
    expect(world.audit.entries.filter(({ action }) => action === 'lock.reminded')).toHaveLength(2);
  });

  test('after a long absence of the bot it is mentioned once, not once for each time missed', async () => {
    const world = open();
    await world.lock('dev', 'a');
    world.clock.advance(10 * hour);
    expect(await keep(world)).toBe(now + 12 * hour);
    expect(reminders(world)).toHaveLength(1);
  });

  test('with an end is mentioned while that is away, and not once it has run out', async () => {
    const world = open();
    await world.lock('dev', 'a', { until: now + 4 * hour });
    world.clock.advance(3 * hour);
    expect(await keep(world)).toBe(now + 4 * hour);
    world.clock.advance(3 * hour);
    await keep(world);
    expect(reminders(world)).toHaveLength(1);
  });

  test('whoever extends it, or gets it, has three hours again', async () => {
    const world = open();
    await world.lock('dev', 'a');
    world.clock.advance(2 * hour);
    const act = { lock: staging, by: person('dev'), asked: world.clock.now() };
    await world.act.extendLock({ ...act, id: 'b', length: 9 * hour });
    expect(await keep(world)).toBe(now + 5 * hour);
    world.clock.advance(hour);
    await world.act.giveLock({ ...act, id: 'c', asked: world.clock.now(), to: person('dev2').slackId });
    expect(await keep(world)).toBe(now + 6 * hour);
    world.clock.advance(3 * hour);
    await keep(world);
    expect(reminders(world).at(-1)).toMatchObject({ who: person('dev2').slackId });
  });
});

test('every change of a lock wakes the keeper', async () => {
  const world = open();
  let before = world.woken();
  const wakes = async (act: () => Promise<unknown>) => {
    await act();
    expect(world.woken()).toBeGreaterThan(before);
    before = world.woken();
  };
  await wakes(() => world.lock('dev', 'a', { until: now + hour }));
  const act = { id: 'b', lock: staging, by: person('dev'), asked: now };
  await wakes(() => world.act.extendLock({ ...act, length: minute }));
  await wakes(() => world.unlock('dev', 'c'));
});
