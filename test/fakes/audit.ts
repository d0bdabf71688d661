import type { SealedEntry } from '../../src/model/audit-chain.ts';
import { entryText, genesis, hashOf } from '../../src/model/audit-chain.ts';
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { AuditLog, Checkpoint } from '../../src/ports/audit-log.ts';

interface FakeAudit extends Audit, AuditLog {
  /** Everything that was recorded, in order. */
  readonly entries: readonly AuditEntry[];
}

export function createFakeAudit(): FakeAudit {
  const entries: AuditEntry[] = [];
  const chain: SealedEntry[] = [];
  const checkpoints: Checkpoint[] = [];
  const seal = ({ key, at, actor, action, subject, details }: AuditEntry) => {
    const whole = {
      number: String(entries.length),
      previous: chain.at(-1)?.hash ?? genesis,
      recorded: '2026-01-20T15:05:00.000000Z',
      ...{ key, at: String(at), actor: JSON.stringify(actor), action, subject, details: JSON.stringify(details) },
    };
    chain.push({ ...whole, hash: hashOf(entryText(whole)) });
  };
  return {
    entries,
    async record(entry) {
      if (entries.some(({ key }) => key === entry.key)) return;
      entries.push(structuredClone(entry));
      seal(entry);
    },
    async about(subject, limit) {
      const found = entries.filter((entry) => entry.subject === subject).reverse();
      return structuredClone(found.slice(0, limit));
    },
    sealed: async (after, limit) =>
      structuredClone(chain.filter(({ number }) => Number(number) > after).slice(0, limit)),
    async head() {
      const last = chain.at(-1);
      return { number: Number(last?.number ?? 0), hash: last?.hash ?? genesis };
    },
    checkpoints: async () => structuredClone(checkpoints),
  };
}
