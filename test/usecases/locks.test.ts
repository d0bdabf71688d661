import { describe, expect, test } from 'vitest';
import { hour, minute } from '../../src/model/time.ts';
import { lockOf, person } from '../builders.ts';
import { open, owners } from './lock-world.ts';

describe('an unlock that is handled again, because the process died in between', () => {
  test.each(['audit', 'chat'] as const)(
    'after the release (%s): it is finished, and what others took stays',
    async (what) => {
      const world = open();
      await world.lock('dev', 'a');
      world.die(what);
      await expect(world.unlock('dev', 'b')).rejects.toThrow('killed');
      await world.lock('dev2', 'c', { reason: 'incident 4711' });
      const asked = world.clock.now();
      world.clock.advance(minute);
      expect(await world.unlock('dev', 'b', { asked })).toMatchObject({
        kind: 'unlocked',
        notice: { lock: { id: 'lock:a' } },
      });
      expect(await owners(world)).toEqual(['dev2']);
      expect(world.audit.entries.filter(({ action }) => action === 'lock.released')).toHaveLength(1);
      expect(world.chat.messages.get('lock:lock:a:deployments')).toMatchObject({ done: 'released' });
      expect(world.chat.messages.get('lock:lock:c:deployments')).toMatchObject({ done: 'taken' });
    },
  );

  test('before the release: somebody took it meanwhile, and that lock stays, with a reason', async () => {
    const world = open();
    await world.lock('lead', 'a');
    world.clock.advance(minute);
    const asked = world.clock.now();
    world.die('release');
    await expect(world.unlock('lead', 'b', { asked })).rejects.toThrow('killed');
    world.clock.advance(minute);
    await world.unlock('lead', 'other');
    world.clock.advance(minute);
    await world.lock('dev2', 'c', { reason: 'incident 4711' });
    world.clock.advance(minute);
    expect(await world.unlock('lead', 'b', { asked })).toEqual({
      kind: 'refused',
      title: 'staging was locked again after you asked',
      lines: ['dev2 holds it now: incident 4711', 'If you mean that lock too, type /unlock again.'],
    });
    expect(await owners(world)).toEqual(['dev2']);
  });

  test('of a button: it is finished for the lock of the button', async () => {
    const world = open();
    await world.lock('dev', 'a');
    world.die('chat');
    const again = () => world.unlock('dev', 'b', { lock: { id: 'lock:a' } });
    await expect(again()).rejects.toThrow('killed');
    await world.lock('dev2', 'c');
    expect(await again()).toMatchObject({ kind: 'unlocked' });
    expect(await owners(world)).toEqual(['dev2']);
  });
});

test('of two who unlock at once, one did it', async () => {
  const world = open();
  await world.lock('dev', 'a');
  const answers = await Promise.all([world.unlock('dev', 'b'), world.unlock('lead', 'c')]);
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['refused', 'unlocked']);
  expect(world.audit.entries.filter(({ action }) => action === 'lock.released')).toHaveLength(1);
});

describe('a lock', () => {
  test('begins when it was asked for, however late that is handled', async () => {
    const world = open();
    const asked = world.clock.now();
    world.clock.advance(minute);
    await world.lock('dev', 'a', { asked, until: asked + hour });
    expect(await world.locks.get('lock:a')).toMatchObject({ since: asked, until: asked + hour });
    await world.unlock('dev', 'b');
    expect(await owners(world)).toEqual([]);
  });

  test('that is handled again after somebody released it is not shown as held', async () => {
    const world = open();
    world.die('chat');
    await expect(world.lock('dev', 'a')).rejects.toThrow('killed');
    await world.unlock('lead', 'b');
    expect(await world.lock('dev', 'a')).toMatchObject({
      kind: 'refused',
      title: 'Your lock on staging is over already',
    });
    expect(await owners(world)).toEqual([]);
    expect(world.chat.messages.get('lock:lock:a:deployments')).toMatchObject({ done: 'released' });
  });

  test('of somebody else is refused to who may not, and nothing changes', async () => {
    const world = open();
    await world.locks.take(lockOf({ environment: 'production', owner: person('lead') }), world.clock.now());
    const answer = await world.unlock('dev', 'b', { lock: { environment: 'production', service: null } });
    expect(answer).toMatchObject({
      kind: 'refused',
      title: 'You may not unlock production',
      lines: [
        expect.any(String),
        expect.stringContaining('Who can: lead'),
        expect.stringMatching(/^lead holds it until/),
      ],
    });
    expect(await owners(world)).toEqual(['lead']);
  });
});
