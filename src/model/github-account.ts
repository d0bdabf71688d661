import type { Instant } from './time.ts';

/** A GitHub account that somebody has shown to be theirs, by signing in to GitHub. The catalog's own links are not among them. */
export interface GitHubAccount {
  slackId: string;
  login: string;
  /** GitHub's number of the account: it stays when the account is renamed. */
  githubId: number;
  since: Instant;
  how: 'device-flow';
  /** The workflow that made the link. */
  by: string;
}

/** With what the bot may act for somebody on GitHub. Never logged, never audited. Real time; null: it does not expire. */
export interface UserToken {
  token: string;
  expiresAt: Instant | null;
  refresh: { token: string; expiresAt: Instant } | null;
}

/** By what somebody is known on GitHub: the catalog, their own sign-in, or the e-mail address that GitHub has verified. */
export type LinkedBy = 'catalog' | 'sign-in' | 'email';
