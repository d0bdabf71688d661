import { describe, expect, test } from 'vitest';
import type { Lock } from '../../src/model/lock.ts';
import { everywhere } from '../../src/model/lock.ts';
import type { Locks } from '../../src/ports/locks.ts';
import { lockOf } from '../builders.ts';

/** The promises of `ports/locks.ts`. Each `open` has no locks. */
export function locksContract(name: string, open: () => Promise<Locks>): void {
  const now = 1_000_000;
  const whole = lockOf({ id: 'l-1', environment: 'production', service: null, since: now, until: null });
  const api = lockOf({ id: 'l-2', environment: 'production', service: 'api', since: now + 1, until: now + 500 });

  describe(`locks: ${name}`, () => {
    test('one in force for each scope', async () => {
      const locks = await open();
      expect(await locks.take(whole, now)).toEqual({ taken: true });
      expect(await locks.take(api, now)).toEqual({ taken: true });
      const again = { ...whole, id: 'l-3', reason: 'another' };
      expect(await locks.take(again, now)).toEqual({ taken: false, held: whole });
      expect(await locks.take(whole, now)).toEqual({ taken: true });
      expect(await locks.inForce(now)).toEqual([whole, api]);
      expect(await locks.get('l-2')).toEqual(api);
      expect(await locks.get('l-3')).toBeNull();
    });

    test('of many at the same moment one wins', async () => {
      const locks = await open();
      const tries = Array.from({ length: 8 }, (_, i) => locks.take({ ...whole, id: `l-${i}` }, now));
      const answers = await Promise.all(tries);
      expect(answers.filter(({ taken }) => taken)).toHaveLength(1);
      expect(await locks.inForce(now)).toHaveLength(1);
    });

    test('an expired lock is not in force and makes room', async () => {
      const locks = await open();
      await locks.take(api, now);
      expect(await locks.inForce(now + 499)).toEqual([api]);
      expect(await locks.inForce(now + 500)).toEqual([]);
      expect(await locks.release('l-2', now + 500, 'r-1')).toBe(false);
      const next = { ...api, id: 'l-4', since: now + 500, until: null };
      expect(await locks.take(next, now + 500)).toEqual({ taken: true });
      expect(await locks.inForce(now + 500)).toEqual([next]);
    });

    test('releases it once', async () => {
      const locks = await open();
      await locks.take(whole, now);
      expect(await locks.releasedBy('r-1')).toBeNull();
      expect(await locks.release('l-1', now, 'r-1')).toBe(true);
      expect(await locks.release('l-1', now, 'r-2')).toBe(false);
      expect(await locks.release('nothing', now, 'r-3')).toBe(false);
      expect(await locks.inForce(now)).toEqual([]);
      expect(await locks.take({ ...whole, id: 'l-5' }, now)).toEqual({ taken: true });
      expect(await locks.releasedBy('r-1')).toEqual(whole);
      expect(await locks.releasedBy('r-2')).toBeNull();
    });

    test('of many who release it at the same moment one did', async () => {
      const locks = await open();
      await locks.take(whole, now);
      const answers = await Promise.all(
        ['r-1', 'r-2', 'r-3', 'r-4'].map((request) => locks.release('l-1', now, request)),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    test('tells what became of a lock: who released it, or that it ran out', async () => {
      const locks = await open();
      const by = { slackId: 'U0LEAD000', name: 'lead', githubLogin: null };
      await locks.take(whole, now);
      await locks.take(api, now);
      expect(await locks.account('nothing', now)).toBeNull();
      expect(await locks.account('l-1', now)).toEqual({ lock: whole, over: null });
      await locks.release('l-1', now + 7, 'r-1', by);
      expect(await locks.account('l-1', now + 9)).toEqual({ lock: whole, over: { at: now + 7, by, ranOut: false } });
      expect(await locks.account('l-2', now + 499)).toEqual({ lock: api, over: null });
      const over = { at: now + 500, by: null, ranOut: true };
      expect(await locks.account('l-2', now + 900)).toEqual({ lock: api, over });
      // Who takes the scope afterwards changes nothing about that.
      await locks.take({ ...api, id: 'l-9', since: now + 800, until: null }, now + 800);
      expect(await locks.account('l-2', now + 900)).toEqual({ lock: api, over });
    });

    test('is changed once by a request, and only while it is in force', async () => {
      const locks = await open();
      await locks.take(api, now);
      const longer = (held: Lock) => ({ ...held, until: (held.until ?? 0) + 100 });
      const first = { was: api, became: { ...api, until: now + 600 } };
      expect(await locks.changedBy('c-1')).toBeNull();
      expect(await locks.change('l-2', now, 'c-1', longer)).toEqual(first);
      expect(await locks.change('l-2', now, 'c-1', longer)).toEqual(first);
      expect(await locks.changedBy('c-1')).toEqual(first);
      expect(await locks.get('l-2')).toEqual(first.became);
      expect(await locks.change('l-2', now, 'c-2', () => null)).toBeNull();
      expect(await locks.changedBy('c-2')).toBeNull();
      expect(await locks.inForce(now + 599)).toEqual([first.became]);
      expect(await locks.change('l-2', now + 600, 'c-3', longer)).toBeNull();
      expect(await locks.change('nothing', now, 'c-4', longer)).toBeNull();
      expect(await locks.change('l-2', now + 900, 'c-1', longer)).toEqual(first);
    });

    test('of many changes at the same moment none is lost', async () => {
      const locks = await open();
      await locks.take(api, now);
      const longer = (held: Lock) => ({ ...held, until: (held.until ?? 0) + 100 });
      await Promise.all(['c-1', 'c-2', 'c-3', 'c-4'].map((request) => locks.change('l-2', now, request, longer)));
      expect((await locks.get('l-2'))?.until).toBe(now + 900);
    });

    test('those that ran out are there until that was told', async () => {
      const locks = await open();
      const web = { ...api, id: 'l-7', service: 'web', until: now + 400 };
      for (const lock of [whole, api, web]) await locks.take(lock, now);
      expect(await locks.ranOut(now + 399)).toEqual([]);
      expect(await locks.ranOut(now + 500)).toEqual([web, api]);
      await locks.endTold('l-7');
      await locks.take({ ...api, id: 'l-8', since: now + 600, until: null }, now + 600);
      expect(await locks.ranOut(now + 600)).toEqual([api]);
    });

    test('one that was released before its end never ran out', async () => {
      const locks = await open();
      await locks.take(api, now);
      await locks.release('l-2', now + 1, 'r-1');
      expect(await locks.ranOut(now + 900)).toEqual([]);
    });

    test('a lock on everything touches every environment', async () => {
      const locks = await open();
      const all = { ...whole, id: 'l-0', environment: everywhere, since: now - 1 };
      for (const lock of [all, api]) await locks.take(lock, now);
      expect(await locks.inForce(now, { environment: 'staging', services: ['web'] })).toEqual([all]);
      expect(await locks.inForce(now, { environment: 'production', services: ['api'] })).toEqual([all, api]);
    });

    test('those that touch an environment and some of its services', async () => {
      const locks = await open();
      const staging = { ...whole, id: 'l-6', environment: 'staging' };
      const web = { ...api, id: 'l-7', service: 'web', since: now + 2 };
      for (const lock of [whole, api, staging, web]) await locks.take(lock, now);
      const ids = async (scope: { environment: string; services?: string[] }) =>
        (await locks.inForce(now, scope)).map(({ id }) => id);
      expect(await ids({ environment: 'production' })).toEqual(['l-1', 'l-2', 'l-7']);
      expect(await ids({ environment: 'production', services: ['web'] })).toEqual(['l-1', 'l-7']);
      expect(await ids({ environment: 'staging', services: ['api'] })).toEqual(['l-6']);
      expect(await ids({ environment: 'nowhere' })).toEqual([]);
    });
  });
}
