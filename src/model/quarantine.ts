import type { PersonRef } from './person.ts';
import type { Instant } from './time.ts';

/** A version that may not go to an environment again: it was taken back there. */
export interface Quarantined {
  id: string;
  environment: string;
  /** Services of one pipeline; deployments of others are none of its business. */
  services: string[];
  /** What it was called when it was deployed: a branch, a tag or a SHA. */
  ref: string;
  sha: string;
  reason: string;
  /** Who took it back; Quarterdeck itself, by a rule, has no Slack id. */
  by: PersonRef;
  since: Instant;
  /** Id of the deployment that took it back. */
  rollback: string;
}

/** A quarantine and what became of it. */
export interface QuarantineAccount {
  quarantined: Quarantined;
  released: { by: PersonRef; at: Instant } | null;
}
