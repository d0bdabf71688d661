import type { UserToken } from '../../src/model/github-account.ts';
import type { GitHubLogin, SignIn } from '../../src/ports/github-login.ts';

/** A sign-in in memory. `decide` is the person on GitHub. */
export interface FakeGitHubLogin extends GitHubLogin {
  decide(userCode: string, answer: { login: string; githubId: number } | 'denied'): void;
  expire(userCode: string): void;
}

export function createFakeGitHubLogin(now: () => number = () => 1_000): FakeGitHubLogin {
  const open = new Map<string, { userCode: string; outcome: SignIn }>();
  const set = (userCode: string, outcome: SignIn) => {
    for (const pending of open.values()) if (pending.userCode === userCode) pending.outcome = outcome;
  };
  const token: UserToken = { token: 'ghu_fake', expiresAt: null, refresh: null };
  return {
    async begin() {
      const number = open.size + 1;
      const userCode = `CODE-${number}`;
      open.set(`device-${number}`, { userCode, outcome: { kind: 'pending' } });
      const url = 'https://github.com/login/device';
      return { deviceCode: `device-${number}`, userCode, url, interval: 5_000, expiresAt: now() + 900_000 };
    },
    async ask(deviceCode) {
      const { outcome } = open.get(deviceCode) ?? { outcome: { kind: 'over' as const } };
      if (outcome.kind !== 'pending') open.delete(deviceCode);
      return outcome;
    },
    renew: async () => null,
    decide: (userCode, answer) =>
      set(userCode, answer === 'denied' ? { kind: 'denied' } : { kind: 'signed-in', ...answer, token }),
    expire: (userCode) => set(userCode, { kind: 'over' }),
  };
}
