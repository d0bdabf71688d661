import { describe, expect, test } from 'vitest';
import { everywhere } from '../../src/model/lock.ts';
import { hour, minute } from '../../src/model/time.ts';
import { keepLocks } from '../../src/usecases/lock-keeper.ts';
import { lockOf, now, person } from '../builders.ts';
import { open, owners, staging, type World } from './lock-world.ts';

const wait = (world: World, handle: string, id: string, changes = {}) =>
  world.act.waitForLock({
    id,
    ...staging,
    by: person(handle),
    asked: world.clock.now(),
    reason: `${handle}'s own`,
    length: null,
    ...changes,
  });
const take = (world: World, handle: string, waiterId: string, id = `take-${handle}`) =>
  world.act.takeLockTurn({ id, by: person(handle), asked: world.clock.now(), waiterId });
const keep = ({ ports }: World) => keepLocks(ports);
const told = ({ chat }: World, handle: string) =>
  chat.whispers
    .filter((whisper) => whisper.person === person(handle).slackId)
    .map(({ notice }) => (notice.kind === 'text' ? notice.title : notice.kind));
const names = async ({ lockQueue }: World) => (await lockQueue.waiting(staging)).map((one) => one.person.name);
const actions = ({ audit }: World) => audit.entries.map(({ action }) => action);

/** dev holds staging; dev2, then lead wait. */
async function held(): Promise<World> {
  const world = open();
  await world.lock('dev', 'a');
  await wait(world, 'dev2', 'b');
  await wait(world, 'lead', 'c');
  return world;
}

describe('waiting for a lock', () => {
  test('tells the place; the message of the lock shows the line', async () => {
    const world = await held();
    expect(await wait(world, 'lead', 'again')).toMatchObject({
      kind: 'changed',
      notice: {
        title: 'You are number 2 in line for the lock on staging',
        lines: ['dev holds it until it is released: load test', expect.any(String)],
        buttons: [{ label: 'Leave the line' }],
      },
    });
    expect(await names(world)).toEqual(['dev2', 'lead']);
    expect(world.chat.messages.get('lock:lock:a:deployments')).toMatchObject({ queue: ['dev2', 'lead'] });
    expect(actions(world)).toEqual(['lock.taken', 'lock.waited-for', 'lock.waited-for']);
  });

  test('is offered under the refusal of a lock that somebody has', async () => {
    const world = open();
    await world.lock('dev', 'a');
    const refused = await world.lock('dev2', 'b', { until: now + hour });
    expect(refused).toMatchObject({
      kind: 'refused',
      buttons: [{ kind: 'wait-for-lock', label: 'Queue for the lock' }],
    });
    const [button] = 'buttons' in refused ? (refused.buttons ?? []) : [];
    expect(await world.ports.buttons.find(button?.id ?? '')).toEqual({
      kind: 'wait-for-lock',
      ...staging,
      reason: 'load test',
      length: hour,
    });
  });

  test('for a lock on everything, whoever was refused a deploy is told with all others at once, and keeps nobody from locking', async () => {
    const world = open();
    const everything = { environment: everywhere, service: null };
    await world.locks.take(lockOf({ id: 'stop', ...everything, owner: person('lead'), reason: 'outage' }), now);
    const deploy = { environment: 'staging', target: 'api', ref: 'develop', reason: null, inputs: {} };
    const wanted = { ...everything, reason: 'to deploy api develop to staging', deploy };
    for (const handle of ['dev', 'sec']) {
      expect(await wait(world, handle, handle, wanted)).toMatchObject({
        kind: 'changed',
        notice: {
          title: 'You are told when everything is free',
          lines: ['lead holds it until it is released: outage', expect.any(String)],
          buttons: [{ label: 'Leave the line' }],
        },
      });
    }
    expect(await keep(world)).not.toBeNull();
    expect(told(world, 'dev')).toEqual([]);
    await world.locks.release('stop', now, 'unlock');
    await keep(world);
    for (const handle of ['dev', 'sec']) expect(told(world, handle)).toEqual(['Everything is free again']);
    const notice = world.chat.whispers.find(({ person: to }) => to === person('sec').slackId)?.notice;
    const button = notice?.kind === 'text' ? notice.buttons?.[0] : undefined;
    expect(button?.label).toBe('Deploy it now');
    expect(await world.ports.buttons.find(button?.id ?? '')).toMatchObject({ kind: 'schedule', ...deploy, at: null });
    expect(await world.lockQueue.waiting()).toEqual([]);
    expect(await wait(world, 'dev', 'late', wanted)).toMatchObject({ title: 'Everything is no longer locked' });
  });

  test('who waits for a lock in order to deploy can do so with one press when it is their turn', async () => {
    const world = open();
    await world.lock('dev', 'a');
    const deploy = { environment: 'staging', target: 'api', ref: 'develop', reason: null, inputs: {} };
    await wait(world, 'dev2', 'b', { deploy });
    await world.unlock('dev', 'u');
    await keep(world);
    const notice = world.chat.whispers.at(-1)?.notice;
    const labels = notice?.kind === 'text' ? notice.buttons?.map(({ label }) => label) : [];
    expect(labels).toEqual(['Deploy it now', 'Lock it now', 'Leave the line']);
  });

  test('is refused where nothing is held, to the owner, and to who may not lock there', async () => {
    const world = open();
    expect(await wait(world, 'dev', 'a')).toMatchObject({
      title: 'There is no lock on staging to wait for',
      lines: ['Take it with /lock staging and a reason.'],
    });
    await world.lock('dev', 'b');
    expect(await wait(world, 'dev', 'c')).toMatchObject({ title: 'You hold the lock on staging already' });
    expect(await wait(world, 'sec', 'd')).toMatchObject({
      title: 'You may not lock staging, so you cannot wait for it',
      lines: [expect.any(String), 'Who can: developers.'],
    });
    expect(await names(world)).toEqual([]);
  });

  test('is left with one press, by who waits and nobody else', async () => {
    const world = await held();
    const leave = (handle: string, from: Parameters<typeof world.act.leaveLockQueue>[0]['from']) =>
      world.act.leaveLockQueue({ id: `leave-${handle}`, by: person(handle), from });
    expect(await leave('lead', { waiterId: 'wait:b' })).toMatchObject({ title: 'You are not in that line' });
    expect(await leave('dev2', { waiterId: 'wait:b' })).toMatchObject({ kind: 'changed' });
    expect(await leave('lead', staging)).toMatchObject({ kind: 'changed' });
    expect(await leave('lead', staging)).toMatchObject({ title: 'You are not in that line' });
    expect(await names(world)).toEqual([]);
    expect(world.chat.messages.get('lock:lock:a:deployments')).not.toHaveProperty('queue');
  });
});

describe('when the lock is free', () => {
  test('the first in line has the turn, the others learn their place, each once', async () => {
    const world = await held();
    expect(await keep(world)).toBe(now + 3 * hour);
    await world.unlock('dev', 'd');
    expect(await Promise.all([keep(world), keep(world)])).toEqual([now + 30 * minute, now + 30 * minute]);
    expect(told(world, 'dev2')).toEqual(['The lock on staging is free, and it is your turn']);
    expect(told(world, 'lead')).toEqual(['You are number 2 in line for the lock on staging']);
    expect(world.chat.whispers[0]).toMatchObject({
      notice: { buttons: [{ label: 'Lock it now' }, { label: 'Leave the line' }] },
    });
    expect(actions(world).filter((action) => action === 'lock.turn-given')).toHaveLength(1);
  });

  test('because it ran out, at that very instant', async () => {
    const world = open();
    await world.lock('dev', 'a', { until: now + hour });
    await wait(world, 'dev2', 'b');
    expect(await keep(world)).toBe(now + hour);
    world.clock.advance(hour);
    await keep(world);
    expect(told(world, 'dev2')).toEqual(['The lock on staging is free, and it is your turn']);
  });

  test('one press takes it, for the time and the reason that were given; a second changes nothing', async () => {
    const world = open();
    await world.lock('dev', 'a');
    await wait(world, 'dev2', 'b', { length: hour });
    await wait(world, 'lead', 'c');
    await world.unlock('dev', 'd');
    await keep(world);
    world.clock.advance(minute);
    const asked = world.clock.now();
    expect(await take(world, 'dev2', 'wait:b')).toMatchObject({ kind: 'locked', told: ['deployments'] });
    expect(await take(world, 'dev2', 'wait:b', 'second')).toMatchObject({ kind: 'locked' });
    expect(await world.locks.inForce(asked)).toMatchObject([
      { id: 'lock:wait:b', owner: { name: 'dev2' }, reason: "dev2's own", until: asked + hour },
    ]);
    expect(await names(world)).toEqual(['lead']);
    expect(world.chat.messages.get('lock:lock:wait:b:deployments')).toMatchObject({ done: 'taken', queue: ['lead'] });
    expect(actions(world).filter((action) => action === 'lock.taken')).toHaveLength(2);
    await world.unlock('dev2', 'e');
    expect(await take(world, 'dev2', 'wait:b', 'third')).toMatchObject({
      kind: 'refused',
      lines: ['You had the lock, and it is over.', expect.any(String)],
    });
    expect(await owners(world)).toEqual([]);
  });

  test('a press whose process died is finished when it is handled again', async () => {
    const world = await held();
    await world.unlock('dev', 'd');
    await keep(world);
    world.die('leave');
    await expect(take(world, 'dev2', 'wait:b')).rejects.toThrow('killed');
    expect(await take(world, 'dev2', 'wait:b')).toMatchObject({ kind: 'locked' });
    expect(await names(world)).toEqual(['lead']);
    expect(await owners(world)).toEqual(['dev2']);
  });

  test('nobody else takes it: it is kept, and they may wait', async () => {
    const world = await held();
    await world.unlock('dev', 'd');
    await keep(world);
    expect(await world.lock('dev', 'e')).toMatchObject({
      kind: 'refused',
      title: 'The lock on staging is kept for dev2',
      lines: [
        expect.stringContaining('it is their turn until Tuesday 20 January, 15:35 UTC'),
        expect.stringContaining('/lock leave staging'),
        expect.stringContaining('/lock steal staging'),
      ],
      buttons: [{ kind: 'wait-for-lock' }],
    });
    expect(await take(world, 'lead', 'wait:c')).toMatchObject({ title: 'It is not your turn to lock staging' });
    expect(await take(world, 'lead', 'wait:b')).toMatchObject({
      title: 'It is not your turn',
      lines: ['It is the turn of dev2.'],
    });
    expect(await owners(world)).toEqual([]);
    // Typing it is as good as pressing.
    expect(await world.lock('dev2', 'f')).toMatchObject({ kind: 'locked' });
    expect(await names(world)).toEqual(['lead']);
  });

  test('who does not take it within half an hour is passed over, and told; the next has the turn', async () => {
    const world = await held();
    await world.unlock('dev', 'd');
    await keep(world);
    world.clock.advance(30 * minute);
    expect(await keep(world)).toBe(now + hour);
    expect(told(world, 'dev2').at(-1)).toBe('Your turn to lock staging is over');
    expect(told(world, 'lead').at(-1)).toBe('The lock on staging is free, and it is your turn');
    expect(await take(world, 'dev2', 'wait:b')).toMatchObject({ title: 'Your turn to lock staging is over' });
    expect(await take(world, 'lead', 'wait:c')).toMatchObject({ kind: 'locked' });
  });

  test('who dies while telling tells it at the next look', async () => {
    const world = await held();
    await world.unlock('dev', 'd');
    world.die('whisper');
    await expect(keep(world)).rejects.toThrow('killed');
    await keep(world);
    expect(told(world, 'dev2')).toEqual(['The lock on staging is free, and it is your turn']);
    expect(told(world, 'lead')).toHaveLength(1);
  });

  test('a turn that somebody else came before comes again', async () => {
    const world = await held();
    await world.unlock('dev', 'd');
    await keep(world);
    const other = { id: 'lock:x', ...staging, owner: person('dev'), reason: 'first', since: now, until: null };
    await world.locks.take(other, world.clock.now());
    expect(await take(world, 'dev2', 'wait:b')).toMatchObject({
      title: 'dev locked staging before you',
      lines: ['first', 'You keep your place in the line.'],
    });
    expect(await names(world)).toEqual(['dev2', 'lead']);
    world.clock.advance(minute);
    await world.unlock('dev', 'e');
    await keep(world);
    expect(told(world, 'dev2')).toHaveLength(2);
  });

  test('whose right was taken away meanwhile does not get it', async () => {
    const world = await held();
    await world.unlock('dev', 'd');
    await keep(world);
    world.forget('dev2');
    expect(await take(world, 'dev2', 'wait:b')).toMatchObject({ title: 'You may not lock staging any more' });
    expect(await owners(world)).toEqual([]);
  });
});

test('who gets the lock from its owner, or takes it over, waits no longer', async () => {
  const world = await held();
  const act = { lock: staging, by: person('dev'), asked: world.clock.now() };
  await world.act.giveLock({ ...act, id: 'd', to: person('dev2').slackId });
  expect(await names(world)).toEqual(['lead']);
  await world.act.stealLock({ ...act, id: 'e', by: person('lead'), reason: 'incident', until: null });
  expect(await names(world)).toEqual([]);
  expect(world.chat.messages.get('lock:lock:a:deployments')).not.toHaveProperty('queue');
});

describe('a lock that is kept for the first in line', () => {
  const production = { environment: 'production', service: null };
  const steal = (world: World, handle: string) =>
    world.act.stealLock({
      id: 'x',
      lock: production,
      by: person(handle),
      asked: world.clock.now(),
      reason: 'incident 4712',
      until: null,
    });
  async function kept(): Promise<World> {
    const world = open();
    await world.lock('dev', 'a', production);
    await wait(world, 'dev2', 'b', production);
    await world.unlock('dev', 'c', { lock: production });
    await keep(world);
    return world;
  }

  test('is taken out of turn by who may release others, and by nobody else; who waits is told and keeps the place', async () => {
    const world = await kept();
    expect(await steal(world, 'dev')).toMatchObject({ title: 'You may not take over the lock on production' });
    world.die('whisper');
    await expect(steal(world, 'lead')).rejects.toThrow('killed');
    expect(await steal(world, 'lead')).toMatchObject({
      kind: 'changed',
      notice: { lock: { reason: 'incident 4712' } },
    });
    expect(await owners(world)).toEqual(['lead']);
    expect(told(world, 'dev2').at(-1)).toBe('lead locked production before you');
    expect((await world.lockQueue.waiting(production)).map(({ id }) => id)).toEqual(['wait:b']);
    expect(actions(world).filter((action) => action === 'lock.stolen')).toHaveLength(1);
    await keep(world);
    world.clock.advance(minute);
    await world.unlock('lead', 'd', { lock: production });
    await keep(world);
    expect(told(world, 'dev2').at(-1)).toBe('The lock on production is free, and it is your turn');
  });
});

describe('asking the owner', () => {
  const ask = (world: World, handle: string, id: string) =>
    world.act.askForLock({ id, by: person(handle), lockId: 'lock:a', purpose: 'to deploy api v1.4.0 to staging' });

  test('sends them who asks and what for, with Unlock, once however often it is pressed', async () => {
    const world = open();
    await world.lock('dev', 'a');
    expect(await ask(world, 'dev2', 'b')).toMatchObject({ kind: 'changed', notice: { title: 'dev has been asked' } });
    await ask(world, 'dev2', 'c');
    expect(world.chat.whispers).toMatchObject([
      {
        person: person('dev').slackId,
        notice: {
          title: 'dev2 asks you to release the lock on staging',
          lines: ['What for: to deploy api v1.4.0 to staging', 'You hold it for: load test'],
          buttons: [{ label: 'Unlock' }, { label: 'End it in 2h' }],
        },
      },
    ]);
    expect(actions(world)).toEqual(['lock.taken', 'lock.asked-for']);
  });

  test('is over with the lock, and not for its owner', async () => {
    const world = open();
    await world.lock('dev', 'a');
    expect(await ask(world, 'dev', 'b')).toMatchObject({ title: 'You hold the lock on staging yourself' });
    await world.unlock('dev', 'c');
    expect(await ask(world, 'dev2', 'd')).toMatchObject({ title: 'It is no longer locked' });
    expect(world.chat.whispers).toEqual([]);
  });
});
