import { describe, expect, test } from 'vitest';
import type { Changes } from '../../src/ports/changes.ts';
import { now } from '../builders.ts';
import { changeRequest } from '../change-builder.ts';

/** The promises of `ports/changes.ts`. Each `open` has no change requests. */
export function changesContract(name: string, open: () => Promise<Changes>): void {
  describe(`changes: ${name}`, () => {
    test('keeps the last that was saved under an id', async () => {
      const changes = await open();
      const change = changeRequest({ id: 'c-1' });
      expect(await changes.get('c-1')).toBeNull();
      await changes.save(change);
      await changes.save(change);
      expect(await changes.get('c-1')).toEqual(change);
      const later = { ...change, state: 'scheduled' as const, approvedAt: now + 5 };
      await changes.save(later);
      expect(await changes.get('c-1')).toEqual(later);
      expect(await changes.list({ open: true, limit: 10 })).toEqual([later]);
    });

    test('text that a database cannot keep does not stop it', async () => {
      const changes = await open();
      const change = changeRequest();
      await changes.save({ ...change, plan: { ...change.plan, title: 'limits\u0000 \ud800' } });
      expect((await changes.get(change.id))?.plan.title).toContain('limits');
      expect(await changes.get('c-\u0000')).toBeNull();
    });

    test('lists the open ones by their time, and the closed ones by when they were closed', async () => {
      const changes = await open();
      const one = (id: string, planned: number, closed: number | null, environment = 'production') =>
        changeRequest({
          id,
          environment,
          plannedFor: now + planned,
          closedAt: closed === null ? null : now + closed,
          state: closed === null ? 'scheduled' : 'cancelled',
        });
      const all = [one('c-1', 30, null), one('c-2', 10, null), one('c-3', 20, null, 'staging'), one('c-4', 1, 40)];
      for (const change of [...all, one('c-5', 2, 50)]) await changes.save(change);
      const ids = async (filter: Parameters<Changes['list']>[0]) => (await changes.list(filter)).map(({ id }) => id);
      expect(await ids({ open: true, limit: 10 })).toEqual(['c-2', 'c-3', 'c-1']);
      expect(await ids({ open: true, environment: 'production', limit: 1 })).toEqual(['c-2']);
      expect(await ids({ open: false, limit: 10 })).toEqual(['c-5', 'c-4']);
      await changes.save(one('c-5', 2, null));
      expect(await ids({ open: false, limit: 10 })).toEqual(['c-4']);
    });
  });
}
