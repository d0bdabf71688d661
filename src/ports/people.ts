import type { RoleSource } from '../model/catalog.ts';
import type { Membership, Person } from '../model/person.ts';

/** Who somebody is and which roles they hold. Answers are cached briefly; `fresh` asks anew. */
export interface People {
  /** Throws `Fault` when Slack cannot say who it is. */
  person(slackId: string): Promise<Person>;
  /** A role that cannot be verified is not held and is listed in `unverified`. Never throws for that. */
  membership(slackId: string, roles: Record<string, RoleSource>, options?: { fresh?: boolean }): Promise<Membership>;
}
