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
