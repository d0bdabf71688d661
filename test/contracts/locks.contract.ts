import { describe, expect, test } from 'vitest';
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
