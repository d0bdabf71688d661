import type { PersonRef } from './person.ts';
import type { Instant } from './time.ts';

/** What a service runs in an environment. `deploymentId` is null when it was learnt from GitHub's own deployments. */
export interface Running {
  service: string;
  environment: string;
  ref: string;
  sha: string;
  tree: string | null;
  since: Instant;
  by: PersonRef;
  deploymentId: string | null;
  /** The run succeeded (and, where configured, the watch too). */
  verified: boolean;
}
