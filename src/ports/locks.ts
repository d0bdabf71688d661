import type { Lock } from '../model/lock.ts';
import type { Instant } from '../model/time.ts';

/** Locks: one in force for each environment and service (or whole environment). */
export interface Locks {
  /** Takes the lock; when one is in force for exactly that scope, that one is returned and nothing changes. */
  take(lock: Lock, now: Instant): Promise<{ taken: true } | { taken: false; held: Lock }>;
  get(id: string): Promise<Lock | null>;
  /** Releases it if it is still that lock, in the name of a request. False when it is gone. */
  release(id: string, now: Instant, request: string): Promise<boolean>;
  /** What a request has released: how one that is handled again after a crash knows what it did. Null: nothing. */
  releasedBy(request: string): Promise<Lock | null>;
  /** In force at `now`; all, or those that touch the environment (and any of the services, or the whole environment). */
  inForce(now: Instant, scope?: { environment: string; services?: readonly string[] }): Promise<Lock[]>;
}
