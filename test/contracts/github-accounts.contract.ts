import { describe, expect, test } from 'vitest';
import type { GitHubAccount, UserToken } from '../../src/model/github-account.ts';
import { hour } from '../../src/model/time.ts';
import type { GitHubAccounts } from '../../src/ports/github-accounts.ts';
import type { AccountsGiven } from '../fakes/github-accounts.ts';

export type OpenAccounts = (given: AccountsGiven) => Promise<GitHubAccounts>;

const now = 1_000_000;
const dana: GitHubAccount = {
  slackId: 'U0DEV0000',
  login: 'dana-dev',
  githubId: 4101,
  since: now,
  how: 'device-flow',
  by: 'link:1',
};
const lena: GitHubAccount = { ...dana, slackId: 'U0LEAD000', login: 'lena-lead', githubId: 4103 };
const lasting: UserToken = { token: 'ghu_lasting', expiresAt: null, refresh: null };
const passing: UserToken = {
  token: 'ghu_passing',
  expiresAt: now + 8 * hour,
  refresh: { token: 'ghr_first', expiresAt: now + 1_000 * hour },
};

/** The promises of `ports/github-accounts.ts`. Each `open` has no accounts. */
export function githubAccountsContract(name: string, open: OpenAccounts): void {
  const world = async (changes: Partial<AccountsGiven> = {}) => {
    const at = { now, asked: [] as string[] };
    const accounts = await open({
      keepsTokens: true,
      renew: async (refreshToken) => {
        at.asked.push(refreshToken);
        return { ...passing, token: 'ghu_renewed', expiresAt: at.now + 8 * hour };
      },
      inForce: async () => true,
      now: () => at.now,
      ...changes,
    });
    return { accounts, at };
  };

  describe(`GitHub accounts: ${name}`, () => {
    test('an account has one person, and a person one account', async () => {
      const { accounts } = await world();
      expect(await accounts.of(dana.slackId)).toBeNull();
      expect(await accounts.link(dana, lasting)).toEqual({ linked: true, stale: null });
      expect(await accounts.of(dana.slackId)).toEqual(dana);
      expect(await accounts.byLogin('DANA-dev')).toEqual(dana);
      expect(await accounts.link({ ...lena, login: dana.login, githubId: dana.githubId }, lasting)).toEqual({
        linked: false,
        held: dana,
      });
      expect(await accounts.link({ ...lena, slackId: dana.slackId }, lasting)).toEqual({ linked: false, held: dana });
      expect(await accounts.of(lena.slackId)).toBeNull();
      expect(await accounts.tokenOf(dana.slackId)).toBe('ghu_lasting');
    });

    test('of two who link one account at the same moment one does', async () => {
      const { accounts } = await world();
      const tries = [dana, { ...dana, slackId: lena.slackId }, { ...dana, slackId: 'U0SRE0000' }];
      const answers = await Promise.all(tries.map((account) => accounts.link(account, lasting)));
      expect(answers.filter(({ linked }) => linked)).toHaveLength(1);
    });

    test('linked again, a renamed account is known by its new name', async () => {
      const { accounts } = await world();
      await accounts.link(dana, lasting);
      const renamed = { ...dana, login: 'dana-w', since: now + 1 };
      expect(await accounts.link(renamed, passing)).toEqual({ linked: true, stale: null });
      expect(await accounts.byLogin('dana-dev')).toBeNull();
      expect(await accounts.of(dana.slackId)).toEqual(renamed);
      expect(await accounts.tokenOf(dana.slackId)).toBe('ghu_passing');
    });

    test('a login that GitHub has given to another account is no longer its first owner’s', async () => {
      const { accounts } = await world();
      await accounts.link(dana, lasting);
      const reused = { ...lena, login: 'Dana-Dev' };
      expect(await accounts.link(reused, lasting)).toEqual({ linked: true, stale: dana });
      expect(await accounts.of(dana.slackId)).toBeNull();
      expect(await accounts.byLogin('dana-dev')).toEqual(reused);
    });

    test('unlinked, with its token', async () => {
      const { accounts } = await world();
      await accounts.link(dana, lasting);
      expect(await accounts.unlink(dana.slackId)).toEqual(dana);
      expect(await accounts.unlink(dana.slackId)).toBeNull();
      expect(await accounts.tokenOf(dana.slackId)).toBeNull();
      expect(await accounts.link({ ...dana, slackId: lena.slackId }, lasting)).toMatchObject({ linked: true });
    });

    test('a token that ends soon is renewed, once, and kept', async () => {
      const { accounts, at } = await world();
      await accounts.link(dana, passing);
      expect(await accounts.tokenOf(dana.slackId)).toBe('ghu_passing');
      at.now = now + 8 * hour - 1_000;
      const both = await Promise.all([accounts.tokenOf(dana.slackId), accounts.tokenOf(dana.slackId)]);
      expect(both).toEqual(['ghu_renewed', 'ghu_renewed']);
      expect(at.asked).toEqual(['ghr_first']);
    });

    test('one that cannot be renewed is gone; so is one that GitHub has refused', async () => {
      const { accounts, at } = await world({ renew: async () => null });
      await accounts.link(dana, passing);
      expect(await accounts.hasToken(dana.slackId)).toBe(true);
      at.now = now + 9 * hour;
      expect(await accounts.tokenOf(dana.slackId)).toBeNull();
      expect(await accounts.hasToken(dana.slackId)).toBe(false);
      expect(await accounts.of(dana.slackId)).toEqual(dana);
      await accounts.link(dana, lasting);
      await accounts.forgetToken(dana.slackId);
      expect(await accounts.tokenOf(dana.slackId)).toBeNull();
    });

    test('of somebody who is known by another account now there is no token, and where none are kept neither', async () => {
      const other = await world({ inForce: async ({ login }) => login !== 'dana-dev' });
      await other.accounts.link(dana, lasting);
      expect(await other.accounts.tokenOf(dana.slackId)).toBeNull();
      const none = await world({ keepsTokens: false });
      await none.accounts.link(dana, lasting);
      expect(none.accounts.keepsTokens).toBe(false);
      expect(await none.accounts.hasToken(dana.slackId)).toBe(false);
      expect(await none.accounts.tokenOf(dana.slackId)).toBeNull();
    });
  });
}
