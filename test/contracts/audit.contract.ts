import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { Audit } from '../../src/ports/audit.ts';

const entry = (key: string, changes: Partial<AuditEntry> = {}): AuditEntry => ({
  key,
  at: 1_700_000_000_000,
  actor: { slackId: 'U1', name: 'Dana', githubLogin: null },
  action: 'deployment.requested',
  subject: 'd-1',
  details: { sha: 'abc', verdicts: [{ gate: 'ref', outcome: 'pass' }] },
  ...changes,
});

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
