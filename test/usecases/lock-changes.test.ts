import { describe, expect, test } from 'vitest';
import { everywhere } from '../../src/model/lock.ts';
import { day, hour, minute } from '../../src/model/time.ts';
import { auditSearch, now, person } from '../builders.ts';
import { open, owners, staging, type World } from './lock-world.ts';

const production = { environment: 'production', service: null };
const everything = { environment: everywhere, service: null };
const dev2 = person('dev2').slackId;

const actions = ({ audit }: World) => audit.entries.map(({ action }) => action);
const told = ({ chat }: World, handle: string) =>
  chat.whispers
    .filter((whisper) => whisper.person === person(handle).slackId)
    .map(({ notice }) => (notice.kind === 'text' ? notice.title : notice.kind));

const asking = (world: World, handle: string, id: string) => ({
  id,
  lock: staging,
  by: person(handle),
  asked: world.clock.now(),
});

describe('extending a lock', () => {
  test('moves its end, in its one message and its thread', async () => {
    const world = open();
    await world.lock('dev', 'a', { until: now + hour });
    world.clock.advance(minute);
    const answer = await world.act.extendLock({ ...asking(world, 'dev', 'b'), length: 2 * hour });
    expect(answer).toMatchObject({ kind: 'changed', notice: { lock: { until: now + 3 * hour }, buttons: [] } });
    expect(await world.locks.get('lock:a')).toMatchObject({ until: now + 3 * hour, confirmedAt: now + minute });
    expect(world.chat.messages.get('lock:lock:a:deployments')).toMatchObject({
      done: 'taken',
      lock: { change: { kind: 'extended', by: { name: 'dev' } } },
      buttons: [{ label: 'Unlock' }, { label: 'Extend 2h' }],
    });
    expect(world.chat.replies('lock:lock:a:deployments')).toMatchObject([
      { title: 'dev extended it until Tuesday 20 January, 18:05 UTC' },
    ]);
    expect(actions(world)).toEqual(['lock.taken', 'lock.extended']);
  });

  test('without an end gives it one, so long from now', async () => {
    const world = open();
    await world.lock('dev', 'a');
    world.clock.advance(minute);
    await world.act.extendLock({ ...asking(world, 'dev', 'b'), length: 2 * hour });
    expect(await world.locks.get('lock:a')).toMatchObject({ until: now + minute + 2 * hour });
  });

  test('that is handled again after a crash has moved it once', async () => {
    const world = open();
    await world.lock('dev', 'a', { until: now + hour });
    world.die('audit');
    const again = () => world.act.extendLock({ ...asking(world, 'dev', 'b'), length: hour });
    await expect(again()).rejects.toThrow('killed');
    expect(await again()).toMatchObject({ kind: 'changed' });
    expect(await world.locks.get('lock:a')).toMatchObject({ until: now + 2 * hour });
    expect(actions(world)).toEqual(['lock.taken', 'lock.extended']);
  });

  test('beyond thirty days, of one that is not there, and by who may not, is refused', async () => {
    const world = open();
    const extend = (handle: string, length = hour, lock = staging) =>
      world.act.extendLock({ ...asking(world, handle, `x-${handle}`), lock, length });
    expect(await extend('dev')).toMatchObject({ title: 'staging is not locked' });
    await world.lock('lead', 'a', { ...production, until: now + 29 * day });
    expect(await extend('lead', 2 * day, production)).toMatchObject({
      title: 'The lock on production would last too long',
    });
    expect(await extend('dev', hour, production)).toMatchObject({
      title: 'You may not extend the lock on production',
      lines: [expect.any(String), 'Who can: lead, release-managers.'],
    });
    expect(await world.locks.get('lock:a')).toMatchObject({ until: now + 29 * day });
    expect(actions(world)).toEqual(['lock.taken', 'lock.refused']);
  });
});

describe('handing a lock over', () => {
  test('makes it theirs; they are told with Unlock', async () => {
    const world = open();
    await world.lock('dev', 'a', { until: now + hour });
    world.clock.advance(minute);
    const answer = await world.act.giveLock({ ...asking(world, 'dev', 'b'), to: dev2 });
    expect(answer).toMatchObject({ kind: 'changed', notice: { lock: { owner: { name: 'dev2' } } } });
    expect(await world.locks.get('lock:a')).toMatchObject({
      owner: { slackId: dev2, name: 'dev2' },
      since: now + minute,
      until: now + hour,
      change: { kind: 'given', by: { name: 'dev' }, from: { name: 'dev' } },
    });
    expect(told(world, 'dev2')).toEqual(['dev handed the lock on staging over to you']);
    expect(world.chat.whispers).toMatchObject([{ notice: { buttons: [{ label: 'Unlock' }] } }]);
    expect(actions(world)).toEqual(['lock.taken', 'lock.given']);
    // The owner before may no longer touch it, whenever they asked.
    await world.unlock('dev2', 'c');
    expect(await owners(world)).toEqual([]);
  });

  test("by somebody who may, of somebody else's: both are told", async () => {
    const world = open();
    await world.lock('dev', 'a', production);
    await world.act.giveLock({ ...asking(world, 'lead', 'b'), lock: production, to: dev2 });
    expect(told(world, 'dev')).toEqual(['lead handed your lock on production over to dev2']);
    expect(told(world, 'dev2')).toEqual(['lead handed the lock on production over to you']);
  });

  test('to somebody who may not lock there, or who holds it, is refused', async () => {
    const world = open();
    await world.lock('dev', 'a');
    const give = (to: string) => world.act.giveLock({ ...asking(world, 'dev', 'b'), to });
    expect(await give(person('sec').slackId)).toMatchObject({
      kind: 'refused',
      title: 'sec may not hold a lock on staging',
      lines: ['sec does not have the role developers.', 'Who can: developers.'],
    });
    expect(await give(person('dev').slackId)).toMatchObject({ title: 'dev holds the lock on staging already' });
    expect(await owners(world)).toEqual(['dev']);
  });

  test('that is handled again after a crash is finished, though the lock is no longer theirs', async () => {
    const world = open();
    await world.lock('dev', 'a', production);
    world.die('whisper');
    const again = () => world.act.giveLock({ ...asking(world, 'dev', 'b'), lock: production, to: dev2 });
    await expect(again()).rejects.toThrow('killed');
    expect(await again()).toMatchObject({ kind: 'changed' });
    expect(told(world, 'dev2')).toHaveLength(1);
    expect(world.chat.replies('lock:lock:a:deployments')).toHaveLength(1);
  });
});

describe('taking a lock over', () => {
  const steal = (world: World, handle: string, changes = {}) =>
    world.act.stealLock({ ...asking(world, handle, 'b'), reason: 'incident 4712', until: null, ...changes });

  test('makes it theirs, with their reason and end; the owner before is told why', async () => {
    const world = open();
    await world.lock('dev', 'a', { ...production, until: now + hour });
    world.clock.advance(minute);
    expect(await steal(world, 'lead', { lock: production })).toMatchObject({ kind: 'changed' });
    expect(await world.locks.get('lock:a')).toMatchObject({
      owner: { name: 'lead' },
      reason: 'incident 4712',
      since: now + minute,
      until: null,
      change: { kind: 'stolen', by: { name: 'lead' }, from: { name: 'dev' } },
    });
    expect(told(world, 'dev')).toEqual(['lead took over your lock on production']);
    expect(world.chat.whispers).toMatchObject([
      { notice: { lines: ['Why: incident 4712', 'You held it for: load test'] } },
    ]);
    expect(actions(world)).toEqual(['lock.taken', 'lock.stolen']);
  });

  test('is for those who may release it, and not for its owner', async () => {
    const world = open();
    await world.lock('dev2', 'a', production);
    expect(await steal(world, 'dev', { lock: production })).toMatchObject({
      title: 'You may not take over the lock on production',
      lines: [expect.any(String), 'Who can: dev2, release-managers.'],
    });
    expect(await steal(world, 'dev2', { lock: production })).toMatchObject({
      title: 'dev2 holds the lock on production already',
    });
    expect(told(world, 'dev2')).toEqual([]);
  });

  test('of a lock that passed to somebody else after it was asked for is refused', async () => {
    const world = open();
    await world.lock('dev', 'a');
    const asked = world.clock.now();
    world.clock.advance(minute);
    await world.act.giveLock({ ...asking(world, 'dev', 'g'), to: dev2 });
    expect(await steal(world, 'lead', { asked })).toMatchObject({
      title: 'staging was locked again after you asked',
      lines: ['dev2 holds it now: load test', 'If you mean that lock too, type /lock steal again.'],
    });
  });
});

describe('a lock on everything', () => {
  test('is told in every channel and to the operators, and released by those who may set one', async () => {
    const world = open();
    expect(await world.lock('dev', 'a', everything)).toMatchObject({
      kind: 'refused',
      title: 'You may not lock everything',
      lines: [expect.any(String), 'Who can: release-managers.'],
    });
    expect(await world.lock('lead', 'b', everything)).toMatchObject({
      kind: 'locked',
      told: ['deployments', 'operations'],
    });
    expect(await world.unlock('dev', 'c', { lock: everything })).toMatchObject({
      title: 'You may not unlock everything',
    });
    expect(await world.unlock('lead', 'e', { lock: everything })).toMatchObject({ kind: 'unlocked' });
    expect(world.chat.messages.get('lock:lock:b:operations')).toMatchObject({ done: 'released', by: { name: 'lead' } });
  });

  test('leaves other locks alone', async () => {
    const world = open();
    await world.lock('dev', 'a');
    await world.lock('lead', 'b', everything);
    await world.unlock('lead', 'c', { lock: everything });
    expect(await owners(world)).toEqual(['dev']);
  });
});

test('whatever becomes of a lock on a service is found in the audit log by the service', async () => {
  const world = open();
  const lock = { environment: 'staging', service: 'api' };
  await world.lock('dev', 'a', { ...lock, until: now + hour });
  const refused = { id: 'b', lock, by: person('sec'), asked: world.clock.now() };
  expect(await world.act.extendLock({ ...refused, length: hour })).toMatchObject({ kind: 'refused' });
  await world.act.extendLock({ ...asking(world, 'dev', 'c'), lock, length: hour });
  await world.act.giveLock({ ...asking(world, 'dev', 'd'), lock, to: dev2 });
  await world.unlock('dev2', 'e', { lock });
  const found = await world.audit.search(auditSearch({ about: 'api' }), { before: null, after: null }, 10);
  expect(found.map(({ action }) => action).reverse()).toEqual([
    'lock.taken',
    'lock.refused',
    'lock.extended',
    'lock.given',
    'lock.released',
  ]);
});
