import type { PersonRef } from '../model/person.ts';
import type { QuarantineAccount, Quarantined } from '../model/quarantine.ts';
import type { Instant } from '../model/time.ts';

/** Versions that were taken back, until somebody releases them. */
export interface Quarantine {
  /** Idempotent by id: what was released since stays released. */
  put(quarantined: Quarantined): Promise<void>;
  get(id: string): Promise<QuarantineAccount | null>;
  /** In force in the environment, newest first: all, or those of any of the services. */
  inForce(environment: string, services?: readonly string[]): Promise<Quarantined[]>;
  /**
   * Releases it in the name of a request: true the first time, and for that same request ever after. False when somebody else was
   * faster, or there is none.
   */
  release(id: string, released: { by: PersonRef; at: Instant }, request: string): Promise<boolean>;
  /** What a request has released: how one that is handled again after a crash knows what it did. Null: nothing. */
  releasedBy(request: string): Promise<Quarantined | null>;
}
