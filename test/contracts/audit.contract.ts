import { describe, expect, test } from 'vitest';
import type { Audit } from '../../src/ports/audit.ts';
import { auditEntry as entry } from '../builders.ts';

/** The promises of `ports/audit.ts`. Each `open` is an empty log. */
export function auditContract(name: string, open: () => Promise<Audit>): void {
  describe(`audit: ${name}`, () => {
    test('keeps what was recorded, newest first, by subject', async () => {
      const audit = await open();
      await audit.record(entry('1'));
      await audit.record(entry('2', { subject: 'd-2' }));
      await audit.record(entry('3', { action: 'deployment.ended', actor: { system: 'quarterdeck' } }));
      expect(await audit.about('d-1', 10)).toEqual([
        entry('3', { action: 'deployment.ended', actor: { system: 'quarterdeck' } }),
        entry('1'),
      ]);
      expect(await audit.about('d-1', 1)).toHaveLength(1);
      expect(await audit.about('nothing', 10)).toEqual([]);
    });

    test('an entry whose key is there stays as it was first written', async () => {
      const audit = await open();
      await audit.record(entry('1'));
      await audit.record(entry('1', { details: { sha: 'forged' } }));
      expect(await audit.about('d-1', 10)).toEqual([entry('1')]);
    });
  });
}
