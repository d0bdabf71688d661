import { linkOf } from '../model/audit-chain.ts';
import type { Mark, Verification } from '../policy/audit-verification.ts';
import { beginVerification, endVerification, follow } from '../policy/audit-verification.ts';
import type { AuditLog } from '../ports/audit-log.ts';

const batch = 500;

/** The log for those who want to prove something with it. */
export interface ReadAudit extends Pick<AuditLog, 'sealed'> {
  verify(given: readonly Mark[]): Promise<Verification>;
}

/**
 * Walks the whole chain and compares it with its head, with every checkpoint that is kept and with those that `given` adds. Stops
 * at the first bad entry. Entries that are written meanwhile do no harm.
 */
export async function verifyAudit(log: AuditLog, given: readonly Mark[] = []): Promise<Verification> {
  const [head, checkpoints] = await Promise.all([log.head(), log.checkpoints()]);
  const kept = checkpoints.map(({ number, hash }) => ({ number, hash, from: 'the checkpoint kept in the database' }));
  const marks = [...given, ...kept, { ...head, from: 'the head of the chain' }].filter(({ number }) => number > 0);
  let so = beginVerification(marks, true);
  for (;;) {
    const entries = await log.sealed(so.last?.number ?? 0, batch);
    for (const entry of entries) so = follow(so, linkOf(entry));
    if (so.bad || entries.length === 0) return endVerification(so);
  }
}
