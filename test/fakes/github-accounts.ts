import type { GitHubAccount, UserToken } from '../../src/model/github-account.ts';
import type { Instant } from '../../src/model/time.ts';
import { minute } from '../../src/model/time.ts';
import type { GitHubAccounts } from '../../src/ports/github-accounts.ts';

export interface AccountsGiven {
  keepsTokens: boolean;
  renew(refreshToken: string): Promise<UserToken | null>;
  inForce(account: GitHubAccount): Promise<boolean>;
  now(): Instant;
}

export function createFakeGitHubAccounts(given: Partial<AccountsGiven> = {}): GitHubAccounts {
  const { keepsTokens = true, renew = async () => null, inForce = async () => true, now = () => 1_000 } = given;
  const rows = new Map<string, { account: GitHubAccount; token: UserToken | null }>();
  const find = (test: (account: GitHubAccount) => boolean) =>
    structuredClone([...rows.values()].find(({ account }) => test(account))?.account ?? null);
  let turn: Promise<unknown> = Promise.resolve();
  async function tokenNow(slackId: string): Promise<string | null> {
    const row = rows.get(slackId);
    if (!row?.token || !(await inForce(row.account))) return null;
    const { token, expiresAt, refresh } = row.token;
    if (expiresAt === null || expiresAt > now() + 5 * minute) return token;
    row.token = refresh && refresh.expiresAt > now() ? await renew(refresh.token) : null;
    return row.token?.token ?? null;
  }
  return {
    keepsTokens,
    of: async (slackId) => find((account) => account.slackId === slackId),
    byLogin: async (login) => find((account) => account.login.toLowerCase() === login.toLowerCase()),
    async link(account, token) {
      const { slackId, githubId, login } = account;
      const holder = find((other) => other.githubId === githubId && other.slackId !== slackId);
      const own = find((other) => other.slackId === slackId && other.githubId !== githubId);
      const held = holder ?? own;
      if (held) return { linked: false, held };
      const stale = find((other) => other.login.toLowerCase() === login.toLowerCase() && other.githubId !== githubId);
      if (stale) rows.delete(stale.slackId);
      rows.set(slackId, structuredClone({ account, token: keepsTokens ? token : null }));
      return { linked: true, stale };
    },
    async unlink(slackId) {
      const account = rows.get(slackId)?.account ?? null;
      rows.delete(slackId);
      return account;
    },
    tokenOf(slackId) {
      // One after the other: a refresh token works once.
      const mine = turn.then(() => tokenNow(slackId));
      turn = mine.catch(() => null);
      return mine;
    },
    hasToken: async (slackId) => rows.get(slackId)?.token != null,
    async forgetToken(slackId) {
      const row = rows.get(slackId);
      if (row) row.token = null;
    },
  };
}
