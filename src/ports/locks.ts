import type { Lock, LockAccount } from '../model/lock.ts';
import type { PersonRef } from '../model/person.ts';
import type { Instant } from '../model/time.ts';

/** A lock before and after a change. */
export interface LockChanged {
  was: Lock;
  became: Lock;
}

/** Locks: one in force for each environment and service, whole environment, and everything. */
export interface Locks {
  /** Takes the lock; when one is in force for exactly that scope, that one is returned and nothing changes. */
  take(lock: Lock, now: Instant): Promise<{ taken: true } | { taken: false; held: Lock }>;
  get(id: string): Promise<Lock | null>;
  /** The lock and what became of it, as of `now`. */
  account(id: string, now: Instant): Promise<LockAccount | null>;
  /** Releases it if it is still that lock, in the name of a request. False when it is gone. */
  release(id: string, now: Instant, request: string, by?: PersonRef): Promise<boolean>;
  /** What a request has released: how one that is handled again after a crash knows what it did. Null: nothing. */
  releasedBy(request: string): Promise<Lock | null>;
  /**
   * Changes owner, reason or end of a lock that is in force, in the name of a request, which changes it once: asked again, the answer
   * is that of the first time. Null when the lock is gone, or `to` wants no change of what it is by now.
   */
  change(id: string, now: Instant, request: string, to: (held: Lock) => Lock | null): Promise<LockChanged | null>;
  /** What a request has changed. Null: nothing. */
  changedBy(request: string): Promise<LockChanged | null>;
  /**
   * In force at `now`; all, or those that touch the environment (and any of the services, or the whole environment, or everything).
   */
  inForce(now: Instant, scope?: { environment: string; services?: readonly string[] }): Promise<Lock[]>;
  /** Those that ran out by `now` without that having been told, earliest first. */
  ranOut(now: Instant): Promise<Lock[]>;
  /** People have been told that it ran out. */
  endTold(id: string): Promise<void>;
}
