import type { GitHubAccount, UserToken } from '../../model/github-account.ts';
import type { Instant } from '../../model/time.ts';
import { minute } from '../../model/time.ts';
import type { GitHubAccounts } from '../../ports/github-accounts.ts';
import type { Database, Query } from './database.ts';
import { cleanText, toJson } from './encoding.ts';
import type { Seal } from './seal.ts';

export interface AccountsParts {
  database: Database;
  /** Null: tokens are not kept. */
  seal: Seal | null;
  /** As `GitHubLogin.renew`. */
  renew(refreshToken: string): Promise<UserToken | null>;
  /** Whether the person is still known by this account: the catalog may have said otherwise since. */
  inForce(account: GitHubAccount): Promise<boolean>;
  /** Real time. */
  now(): Instant;
}

interface Row {
  document: GitHubAccount;
  token: string | null;
}

/** A token that is over so soon is renewed first: what it is for takes a while. */
const early = 5 * minute;

/** GitHub accounts of people. That an account has one person, and a person one account, are unique indexes. */
export function createGitHubAccounts({ database, seal, renew, inForce, now }: AccountsParts): GitHubAccounts {
  const one = async (query: Query, where: string, value: string | number, more = ''): Promise<Row | null> => {
    const [row] = await query<Row>(
      `select document, token from quarterdeck.github_accounts where ${where} = $1 ${more}`,
      [typeof value === 'string' ? cleanText(value) : value],
    );
    return row ?? null;
  };
  const sealed = (account: GitHubAccount, token: UserToken | null) =>
    token && seal ? seal.close(JSON.stringify(token), boundTo(account)) : null;
  const keep = (query: Query, account: GitHubAccount, token: UserToken | null) =>
    query('update quarterdeck.github_accounts set token = $2 where slack_id = $1', [
      account.slackId,
      sealed(account, token),
    ]);

  return {
    keepsTokens: seal !== null,
    of: async (slackId) => (await one(database.query, 'slack_id', slackId))?.document ?? null,
    byLogin: async (login) => (await one(database.query, 'lower(login)', login.toLowerCase()))?.document ?? null,
    link: (account, token) =>
      database.transaction(async (query) => {
        // One at a time: two who link the same account at the same moment must not both find it free.
        await query('lock table quarterdeck.github_accounts in share row exclusive mode');
        const { slackId, githubId, login } = account;
        const own = (await one(query, 'slack_id', slackId))?.document ?? null;
        const holder = (await one(query, 'github_id', githubId))?.document ?? null;
        if (holder && holder.slackId !== slackId) return { linked: false, held: holder };
        if (own && own.githubId !== githubId) return { linked: false, held: own };
        const before = (await one(query, 'lower(login)', login.toLowerCase()))?.document ?? null;
        const stale = before && before.githubId !== githubId ? before : null;
        if (stale) await query('delete from quarterdeck.github_accounts where slack_id = $1', [stale.slackId]);
        await query(
          `insert into quarterdeck.github_accounts (slack_id, github_id, login, document, token)
           values ($1, $2, $3, $4, $5)
           on conflict (slack_id) do update set login = excluded.login, document = excluded.document, token = excluded.token`,
          [slackId, githubId, cleanText(login), toJson(account), sealed(account, token)],
        );
        return { linked: true, stale };
      }),
    async unlink(slackId) {
      const [row] = await database.query<Row>(
        'delete from quarterdeck.github_accounts where slack_id = $1 returning document, token',
        [cleanText(slackId)],
      );
      return row?.document ?? null;
    },
    async tokenOf(slackId) {
      const account = (await one(database.query, 'slack_id', slackId))?.document;
      if (!seal || !account || !(await inForce(account))) return null;
      return database.transaction(async (query) => {
        // Held while it is renewed: a refresh token works once, and another replica would find it used.
        const row = await one(query, 'slack_id', slackId, 'for update');
        const opened = row?.token ? seal.open(row.token, boundTo(row.document)) : null;
        if (!row || opened === null) return null;
        const token: UserToken = JSON.parse(opened);
        if (token.expiresAt === null || token.expiresAt > now() + early) return token.token;
        const renewed = token.refresh && token.refresh.expiresAt > now() ? await renew(token.refresh.token) : null;
        await keep(query, row.document, renewed);
        return renewed?.token ?? null;
      });
    },
    hasToken: async (slackId) => (await one(database.query, 'slack_id', slackId))?.token != null,
    async forgetToken(slackId) {
      await database.query('update quarterdeck.github_accounts set token = null where slack_id = $1', [
        cleanText(slackId),
      ]);
    },
  };
}

function boundTo({ slackId, githubId }: GitHubAccount): string {
  return `github-token:${slackId}:${githubId}`;
}
