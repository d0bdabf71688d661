import { describe, expect, test } from 'vitest';
import type { LockWaiter } from '../../src/model/lock.ts';
import { hour } from '../../src/model/time.ts';
import type { LockQueue } from '../../src/ports/lock-queue.ts';
import { now, person } from '../builders.ts';

function waiter(id: string, handle: string, changes: Partial<LockWaiter> = {}): LockWaiter {
  const { slackId, name, githubLogin } = person(handle);
  return {
    id,
    environment: 'staging',
    service: null,
    person: { slackId, name, githubLogin },
    reason: 'load test',
    length: hour,
    since: now,
    turnUntil: null,
    ...changes,
  };
}

/** The promises of `ports/lock-queue.ts`. Each `open` has nobody who waits. */
export function lockQueueContract(name: string, open: () => Promise<LockQueue>): void {
  describe(`lock queue: ${name}`, () => {
    const [a, b] = [waiter('w-a', 'dev'), waiter('w-b', 'dev2')];

    test('keeps the order in which they came, for each scope', async () => {
      const queue = await open();
      const deploy = { environment: 'staging', target: 'api', ref: null, reason: null, inputs: { debug: 'true' } };
      const api = waiter('w-c', 'dev', { service: 'api', deploy });
      for (const one of [b, a, api]) expect(await queue.join(one)).toEqual({ waiter: one, ended: null });
      expect(await queue.waiting({ environment: 'staging', service: null })).toEqual([b, a]);
      expect(await queue.waiting({ environment: 'staging', service: 'api' })).toEqual([api]);
      expect(await queue.waiting()).toEqual([b, a, api]);
      expect(await queue.waiting({ environment: 'production', service: null })).toEqual([]);
    });

    test('who waits already keeps their place, and the same request joins once', async () => {
      const queue = await open();
      for (const one of [a, b]) await queue.join(one);
      expect(await queue.join(waiter('w-z', 'dev', { reason: 'another' }))).toEqual({ waiter: a, ended: null });
      await queue.end('w-a', 'served');
      expect(await queue.join(a)).toEqual({ waiter: a, ended: 'served' });
      expect(await queue.waiting()).toEqual([b]);
      expect(await queue.get('w-z')).toBeNull();
      expect(await queue.join(waiter('w-z', 'dev'))).toMatchObject({ ended: null });
      expect((await queue.waiting()).map(({ id }) => id)).toEqual(['w-b', 'w-z']);
    });

    test('of many requests of one person at the same moment one joins', async () => {
      const queue = await open();
      await Promise.all(['w-1', 'w-2', 'w-3', 'w-4'].map((id) => queue.join(waiter(id, 'dev'))));
      expect(await queue.waiting()).toHaveLength(1);
    });

    test('one of a line has the turn', async () => {
      const queue = await open();
      const api = waiter('w-c', 'dev', { service: 'api' });
      for (const one of [a, b, api]) await queue.join(one);
      expect(await queue.setTurn('w-a', now + hour)).toBe(true);
      expect(await queue.setTurn('w-b', now + hour)).toBe(false);
      expect(await queue.setTurn('w-c', now + hour)).toBe(true);
      expect(await queue.get('w-a')).toEqual({ waiter: { ...a, turnUntil: now + hour }, ended: null });
      expect((await queue.waiting(a)).map(({ turnUntil }) => turnUntil)).toEqual([now + hour, null]);
      expect(await queue.setTurn('w-a', null)).toBe(true);
      expect(await queue.setTurn('w-b', now + hour)).toBe(true);
    });

    test('leaving is once, and takes the turn along', async () => {
      const queue = await open();
      for (const one of [a, b]) await queue.join(one);
      await queue.setTurn('w-a', now + hour);
      expect(await queue.end('w-a', 'passed-over')).toBe(true);
      expect(await queue.end('w-a', 'served')).toBe(false);
      expect(await queue.end('nobody', 'left')).toBe(false);
      expect(await queue.get('w-a')).toMatchObject({ ended: 'passed-over' });
      expect(await queue.setTurn('w-a', now + hour)).toBe(false);
      expect(await queue.setTurn('w-b', now + hour)).toBe(true);
    });
  });
}
