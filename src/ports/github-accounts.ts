import type { GitHubAccount, UserToken } from '../model/github-account.ts';

/** Who is who on GitHub, as people have shown by signing in there; one account a person, one person an account. */
export interface GitHubAccounts {
  /** Whether tokens are kept at all; else `tokenOf` has none, for anybody. */
  readonly keepsTokens: boolean;
  of(slackId: string): Promise<GitHubAccount | null>;
  /** By login, in any case of letters. */
  byLogin(login: string): Promise<GitHubAccount | null>;
  /**
   * Links it, or takes the person's token anew. Not when the account is linked to somebody else, or the person to another account:
   * then it says to whom or what. `stale`: a link of another account that had this login before; GitHub has given the login away, so
   * that link is over.
   */
  link(
    account: GitHubAccount,
    token: UserToken,
  ): Promise<{ linked: true; stale: GitHubAccount | null } | { linked: false; held: GitHubAccount }>;
  /** Null when there was none. The token is forgotten with it. */
  unlink(slackId: string): Promise<GitHubAccount | null>;
  /**
   * With which the bot may act for this person on GitHub, renewed if need be; null when none is kept, it cannot be renewed, or the
   * person is known by another account now. Throws `Fault` when GitHub does not answer.
   */
  tokenOf(slackId: string): Promise<string | null>;
  /** Whether a token is kept for this person; it may prove to be over when it is used. */
  hasToken(slackId: string): Promise<boolean>;
  /** GitHub refused it: it is of no use any more. */
  forgetToken(slackId: string): Promise<void>;
}
