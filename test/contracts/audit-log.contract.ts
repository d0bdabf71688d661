import { describe, expect, test } from 'vitest';
import { entryText, genesis, hashOf } from '../../src/model/audit-chain.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { auditEntry as entry } from '../builders.ts';

/** The promises of `ports/audit-log.ts`. Each `open` is an empty log. */
export function auditLogContract(name: string, open: () => Promise<Audit & AuditLog>): void {
  describe(`audit log: ${name}`, () => {
    test('an empty log has a head, which is before the first entry', async () => {
      const log = await open();
      expect(await log.head()).toEqual({ number: 0, hash: genesis });
      expect(await log.sealed(0, 10)).toEqual([]);
      expect(await log.checkpoints()).toEqual([]);
    });

    test('entries follow one another in their order, each sealed with the hash of the one before', async () => {
      const log = await open();
      for (const key of ['1', '2', '1', '3']) await log.record(entry(key));
      const sealed = await log.sealed(0, 10);
      expect(sealed.map(({ number, key }) => [number, key])).toEqual([
        ['1', '1'],
        ['2', '2'],
        ['3', '3'],
      ]);
      expect(sealed.map(({ previous }) => previous)).toEqual([genesis, sealed[0]?.hash, sealed[1]?.hash]);
      for (const one of sealed) expect(hashOf(entryText(one))).toBe(one.hash);
      expect(sealed[0] && JSON.parse(entryText(sealed[0]))).toMatchObject({ ...entry('1'), number: 1 });
      expect(await log.head()).toEqual({ number: 3, hash: sealed[2]?.hash });
    });

    test('they are read in pieces', async () => {
      const log = await open();
      for (const key of ['1', '2', '3']) await log.record(entry(key));
      expect((await log.sealed(0, 2)).map(({ key }) => key)).toEqual(['1', '2']);
      expect((await log.sealed(2, 2)).map(({ key }) => key)).toEqual(['3']);
      expect(await log.sealed(3, 2)).toEqual([]);
    });
  });
}
