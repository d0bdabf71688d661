import type { PersonRef } from './person.ts';
import type { Instant } from './time.ts';

/** A hold on deploys. `service` null means every service of the environment. */
export interface Lock {
  id: string;
  environment: string;
  service: string | null;
  owner: PersonRef;
  reason: string;
  since: Instant;
  /** Null: until somebody unlocks. */
  until: Instant | null;
}
