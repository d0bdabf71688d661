import { setTimeout as sleep } from 'node:timers/promises';
import { createDeviceCode, exchangeDeviceCode, refreshToken } from '@octokit/oauth-methods';
import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { UserToken } from '../../model/github-account.ts';
import { second } from '../../model/time.ts';
import type { GitHubLogin, SignIn } from '../../ports/github-login.ts';
import { asFault, read } from './answers.ts';

export interface LoginSettings {
  apiUrl: string;
  /** Of the GitHub App. */
  clientId: string;
  /** Null: tokens that expire are not renewed. */
  clientSecret: string | null;
  /** Real time. */
  now: () => number;
  onCall?: (call: { route: string; status: number }) => void;
}

const code = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: z.url({ protocol: /^https?$/ }),
  expires_in: z.number().positive(),
  interval: z.number().positive(),
});
const issued = z.object({
  token: z.string().min(1),
  expiresAt: z.string().optional(),
  refreshToken: z.string().optional(),
  refreshTokenExpiresAt: z.string().optional(),
});
const problem = z.object({ error: z.string(), interval: z.number().optional() });
const user = z.object({ login: z.string().min(1), id: z.number() });

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const requestTimeout = 10 * second;
/** How often whose token it is is asked: the code that it came from is used up. */
const mostTries = 5;
/** What GitHub asks for when it does not say how much. */
const slower = 5 * second;

/** Signing in to GitHub with a device's code. Nothing is sent yet. */
export function createGitHubLogin({ apiUrl, clientId, clientSecret, now, onCall }: LoginSettings): GitHubLogin {
  const bounded = async (url: string, init: RequestInit) => {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(requestTimeout) });
    onCall?.({ route: `${init.method ?? 'GET'} ${new URL(url).pathname}`, status: response.status });
    return response;
  };
  const { request } = new Octokit({
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'quarterdeck',
    log: silent,
    request: { fetch: bounded, log: silent },
  });
  const app = { clientType: 'github-app', clientId, request } as const;

  async function whoIs(token: string): Promise<z.output<typeof user>> {
    for (let tries = 1; ; tries++) {
      try {
        const { data } = await request('GET /user', { headers: { authorization: `Bearer ${token}` } });
        return read(user, data, 'whose token it is');
      } catch (error) {
        const fault = asFault(error, 'whose token it is');
        if (tries === mostTries || !(fault instanceof Fault) || fault.kind !== 'unavailable') throw fault;
        await sleep(tries * second);
      }
    }
  }

  return {
    async begin() {
      const answer = await createDeviceCode(app).catch((error: unknown) => {
        const said = problemOf(error)?.error;
        if (said === undefined) throw asFault(error, 'a code to sign in with');
        const mend =
          said === 'device_flow_disabled'
            ? 'Whoever owns the GitHub App has to enable its device flow.'
            : 'Whoever runs Quarterdeck has to check GITHUB_CLIENT_ID.';
        throw new Fault('invalid', `GitHub gives out no codes for this App (${said}). ${mend}`, { cause: error });
      });
      const given = read(code, answer.data, 'a code to sign in with');
      return {
        deviceCode: given.device_code,
        userCode: given.user_code,
        url: given.verification_uri,
        interval: given.interval * second,
        expiresAt: now() + given.expires_in * second,
      };
    },

    async ask(deviceCode): Promise<SignIn> {
      let token: UserToken;
      try {
        const { authentication } = await exchangeDeviceCode({ ...app, code: deviceCode });
        token = tokenOf(authentication);
      } catch (error) {
        const said = problemOf(error);
        if (!said) throw asFault(error, 'what became of a code');
        switch (said.error) {
          case 'authorization_pending':
            return { kind: 'pending' };
          case 'slow_down':
            return { kind: 'slow-down', interval: said.interval === undefined ? slower : said.interval * second };
          case 'access_denied':
            return { kind: 'denied' };
          case 'expired_token':
          case 'incorrect_device_code':
            return { kind: 'over' };
          default:
            throw new Fault('invalid', `GitHub does not let people sign in to this App (${said.error}).`, {
              cause: error,
            });
        }
      }
      const { login, id } = await whoIs(token.token);
      return { kind: 'signed-in', login, githubId: id, token };
    },

    async renew(refresh) {
      if (clientSecret === null) return null;
      try {
        const { authentication } = await refreshToken({ ...app, clientSecret, refreshToken: refresh });
        return tokenOf(authentication);
      } catch (error) {
        if (problemOf(error)) return null;
        throw asFault(error, 'a new token');
      }
    },
  };
}

/** What OAuth says in an answer of status 200. */
function problemOf(error: unknown): z.output<typeof problem> | null {
  const said = error instanceof RequestError ? problem.safeParse(error.response?.data) : null;
  return said?.success ? said.data : null;
}

function tokenOf(authentication: unknown): UserToken {
  const { token, expiresAt, refreshToken: refresh, refreshTokenExpiresAt } = read(issued, authentication, 'a token');
  return {
    token,
    expiresAt: expiresAt === undefined ? null : Date.parse(expiresAt),
    refresh:
      refresh === undefined || refreshTokenExpiresAt === undefined
        ? null
        : { token: refresh, expiresAt: Date.parse(refreshTokenExpiresAt) },
  };
}
