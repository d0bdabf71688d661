import type { RoleSource } from '../model/catalog.ts';
import type { Membership, Person } from '../model/person.ts';

/**
 * Who somebody is and which roles they hold. An answer may be a quarter of a minute old (who somebody is: a minute); with `fresh` it
 * is as Slack and GitHub say in this moment.
 */
export interface People {
  /** Throws `Fault` when Slack cannot say who it is. */
  person(slackId: string): Promise<Person>;
  /** Whose GitHub account this is; null when it is linked to nobody on Slack. Throws `Fault` when Slack cannot say. */
  byGitHub(login: string): Promise<Person | null>;
  /** A role that cannot be verified is not held and is listed in `unverified`. Never throws for that. */
  membership(slackId: string, roles: Record<string, RoleSource>, options?: { fresh?: boolean }): Promise<Membership>;
  /**
   * Slack ids of those whom the roles name by user group or by themselves, at most `most`; people of GitHub teams are not among them.
   * For telling them, never for judging. Throws `Fault` when Slack does not say.
   */
  holders(sources: readonly RoleSource[], most: number): Promise<string[]>;
}
