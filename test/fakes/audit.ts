import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { Audit } from '../../src/ports/audit.ts';

/** `entries` is everything that was recorded, in order. */
export function createFakeAudit(): Audit & { readonly entries: readonly AuditEntry[] } {
  const entries: AuditEntry[] = [];
  return {
    entries,
    async record(entry) {
      if (!entries.some(({ key }) => key === entry.key)) entries.push(structuredClone(entry));
    },
    async about(subject, limit) {
      const found = entries.filter((entry) => entry.subject === subject).reverse();
      return structuredClone(found.slice(0, limit));
    },
  };
}
