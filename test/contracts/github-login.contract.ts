import { describe, expect, test } from 'vitest';
import type { GitHubLogin } from '../../src/ports/github-login.ts';

/** A GitHub to sign in to; `enter` is dana-dev (4101) on its page. */
export type OpenLogin = () => Promise<{
  login: GitHubLogin;
  enter(userCode: string, approved: boolean): Promise<void>;
  close(): Promise<void>;
}>;

/** The promises of `ports/github-login.ts`. */
export function githubLoginContract(name: string, open: OpenLogin): void {
  const begun = async (run: (at: Awaited<ReturnType<OpenLogin>>) => Promise<void>) => {
    const at = await open();
    try {
      await run(at);
    } finally {
      await at.close();
    }
  };

  describe(`signing in to GitHub: ${name}`, () => {
    test('whoever entered the code is told once', () =>
      begun(async ({ login, enter }) => {
        const { deviceCode, userCode, url, interval, expiresAt } = await login.begin();
        expect(userCode).not.toBe('');
        expect(new URL(url).pathname).toBe('/login/device');
        expect(interval).toBeGreaterThan(0);
        expect(expiresAt).toBeGreaterThan(0);
        await enter(userCode, true);
        expect(await login.ask(deviceCode)).toMatchObject({
          kind: 'signed-in',
          login: 'dana-dev',
          githubId: 4101,
          token: { token: expect.stringMatching(/^ghu_/), expiresAt: null, refresh: null },
        });
        expect(await login.ask(deviceCode)).toEqual({ kind: 'over' });
      }));

    test('until then it is pending; a code that was not allowed, or that nobody gave out, is over', () =>
      begun(async ({ login, enter }) => {
        const [first, second] = [await login.begin(), await login.begin()];
        expect(first.userCode).not.toBe(second.userCode);
        expect(await login.ask(first.deviceCode)).toEqual({ kind: 'pending' });
        await enter(second.userCode, false);
        expect(await login.ask(second.deviceCode)).toEqual({ kind: 'denied' });
        expect(await login.ask('nothing')).toEqual({ kind: 'over' });
      }));
  });
}
