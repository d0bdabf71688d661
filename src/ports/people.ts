import type { RoleSource } from '../model/catalog.ts';
import type { Membership, Person } from '../model/person.ts';

/**
 * Who somebody is and which roles they hold. An answer may be a quarter of a minute old (who somebody is: a minute); with `fresh` it
 * is as Slack and GitHub say in this moment.
 */
export interface People {
  /** Throws `Fault` when Slack cannot say who it is. */
  person(slackId: string): Promise<Person>;
  /** A role that cannot be verified is not held and is listed in `unverified`. Never throws for that. */
  membership(slackId: string, roles: Record<string, RoleSource>, options?: { fresh?: boolean }): Promise<Membership>;
}
