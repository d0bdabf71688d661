import type { Delegation } from '../model/delegation.ts';
import type { Instant } from '../model/time.ts';

/** Who approves in whose place. Those that are over are never answered. */
export interface Delegations {
  /** Takes the place of one of the same two people. Given again under its id it is the one it was. */
  give(delegation: Delegation): Promise<void>;
  /** All that are in force at this instant, oldest first. */
  inForce(now: Instant): Promise<Delegation[]>;
  /** Those by which this person may approve for others. */
  to(slackId: string, now: Instant): Promise<Delegation[]>;
  /** Ends those that this person gave, to one person or to all (null). The same request is answered the same again. */
  end(request: string, from: string, to: string | null, now: Instant): Promise<Delegation[]>;
}
