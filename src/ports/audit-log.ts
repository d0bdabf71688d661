import type { SealedEntry } from '../model/audit-chain.ts';
import type { AuditPlace, AuditSearch, NumberedEntry } from '../model/audit-search.ts';
import type { Instant, Millis } from '../model/time.ts';

/** The head of the chain at some time: number and hash of the newest entry. */
export interface Checkpoint {
  number: number;
  hash: string;
  /** By the users' clock. */
  at: Instant;
}

/** The audit log as a chain, to be read by whoever wants to prove something with it. */
export interface AuditLog {
  /** Entries with a higher number than `after`, in order, at most `limit`, as they were hashed. */
  sealed(after: number, limit: number): Promise<SealedEntry[]>;
  /** Number and hash of the newest entry; number 0 when there is none. */
  head(): Promise<{ number: number; hash: string }>;
  /**
   * Makes a checkpoint of the head, if there are new entries and none was made within the last `every`. Gives the newest, whoever
   * made it; null when there is none. Of many who call at the same moment one makes it.
   */
  checkpoint(now: Instant, every: Millis): Promise<Checkpoint | null>;
  /** All that were ever made, oldest first. */
  checkpoints(): Promise<Checkpoint[]>;
  /** At most `limit` entries that fit, newest first: those nearest to the place. Takes as long in a large log as in a small one. */
  search(search: AuditSearch, place: AuditPlace, limit: number): Promise<NumberedEntry[]>;
}
