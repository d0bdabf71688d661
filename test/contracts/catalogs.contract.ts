import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import type { Catalogs } from '../../src/ports/catalogs.ts';
import { catalog } from '../builders.ts';

/** The promises of `ports/catalogs.ts`. Each `open` is empty. */
export function catalogsContract(name: string, open: () => Promise<Catalogs>): void {
  describe(`catalogs: ${name}`, () => {
    test('says so when none is active', async () => {
      const catalogs = await open();
      await expect(catalogs.active()).rejects.toThrow(Fault);
      expect(await catalogs.byHash('nothing')).toBeNull();
    });

    test('the same file as another release reads it replaces what was made of it before, for readers too', async () => {
      const catalogs = await open();
      const before = catalog();
      await catalogs.activate(before);
      expect(await catalogs.active()).toEqual(before);
      const now = catalog({ channels: { operations: 'war-room', security: 'security' } });
      expect(now.hash).toBe(before.hash);
      await catalogs.activate(now);
      expect(await catalogs.active()).toEqual(now);
      expect(await catalogs.byHash(before.hash)).toEqual(now);
    });

    test('keeps every version, and one is active', async () => {
      const catalogs = await open();
      const first = catalog({ hash: 'first' });
      const second = catalog({ hash: 'second', channels: { operations: 'ops2', security: 'sec2' } });
      await catalogs.activate(first);
      expect(await catalogs.active()).toEqual(first);
      await catalogs.activate(second);
      await catalogs.activate(second);
      expect(await catalogs.active()).toEqual(second);
      expect(await catalogs.byHash('first')).toEqual(first);
      await catalogs.activate(first);
      expect((await catalogs.active()).hash).toBe('first');
    });
  });
}
