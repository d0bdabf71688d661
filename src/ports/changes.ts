import type { ChangeRequest } from '../model/change-request.ts';

/** The store of change requests. Writes are idempotent: the same document twice is one. */
export interface Changes {
  save(change: ChangeRequest): Promise<void>;
  get(id: string): Promise<ChangeRequest | null>;
  /** Open ones, by the time that they are planned for, earliest first; or closed ones, the last closed first. */
  list(filter: { open: boolean; environment?: string; limit: number }): Promise<ChangeRequest[]>;
}
