/** Somebody, as messages and the audit log name them. `slackId` is null for people seen only on GitHub. */
export interface PersonRef {
  slackId: string | null;
  name: string;
  githubLogin: string | null;
}

/** `guest`, `bot` and `stranger` (a person of another workspace) hold no role, whatever group lists them. */
export type PersonKind = 'member' | 'guest' | 'bot' | 'stranger';

export interface Person extends PersonRef {
  slackId: string;
  kind: PersonKind;
}

/** What is known of a person's roles. A role that could not be verified is not held, and `unverified` says why. */
export interface Membership {
  person: Person;
  roles: string[];
  unverified: { role: string; why: string }[];
  /** The Slack account is closed. */
  deactivated?: true;
}
