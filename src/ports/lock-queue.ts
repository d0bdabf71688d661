import type { LockScope, LockWaiter, WaitEnd } from '../model/lock.ts';
import type { Instant } from '../model/time.ts';

/** Who waits for a lock, in the order in which they came. At most one of a line has the turn to take it. */
export interface LockQueue {
  /**
   * Joins the end of the line of its scope. The same id joins once; a person who waits there already keeps their place, and gets the
   * waiter that they are. `ended` is null while it waits.
   */
  join(waiter: LockWaiter): Promise<{ waiter: LockWaiter; ended: WaitEnd | null }>;
  get(id: string): Promise<{ waiter: LockWaiter; ended: WaitEnd | null } | null>;
  /** Those who wait, first in line first; of all scopes, or of exactly one. */
  waiting(scope?: LockScope): Promise<LockWaiter[]>;
  /** Gives the turn until then, or takes it back (null). False when it waits no more, or somebody else has the turn. */
  setTurn(id: string, until: Instant | null): Promise<boolean>;
  /** Leaves the line. False when that had ended before. */
  end(id: string, how: WaitEnd): Promise<boolean>;
}
