import type { AuditAction, AuditEntry } from './audit-entry.ts';
import type { Instant } from './time.ts';

/** What somebody looks for in the audit log; an entry has to fit all of it. */
export interface AuditSearch {
  /** Whole words, in any order, of what is in the entry. */
  words: string[];
  /** Slack id, GitHub login, or `quarterdeck` for what it did by itself; with the name that people know. */
  by: { id: string; name: string } | null;
  /** A deployment's id, an environment, a service or a group. */
  about: string | null;
  action: AuditAction | null;
  since: Instant | null;
}

/** Where a page lies: beyond an entry, by number. Neither: the newest. */
export interface AuditPlace {
  before: number | null;
  after: number | null;
}

export interface NumberedEntry extends AuditEntry {
  number: number;
}
