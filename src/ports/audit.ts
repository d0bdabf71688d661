import type { AuditEntry } from '../model/audit-entry.ts';

/** Append-only. An entry whose key is there already is kept as it was first written. */
export interface Audit {
  record(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  about(subject: string, limit: number): Promise<AuditEntry[]>;
}
