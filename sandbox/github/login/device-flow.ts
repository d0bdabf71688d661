import type { WorldIds } from '../../contract.ts';

/** What a device shows to its user, and asks with. Seconds. */
export interface DeviceCode {
  device_code: string;
  user_code: string;
  verification_uri: string;
  expires_in: number;
  interval: number;
}

export interface Token {
  access_token: string;
  token_type: 'bearer';
  scope: '';
}

/** As OAuth says it, with status 200 as GitHub does. */
export interface OAuthError {
  error: string;
  error_description: string;
  error_uri: string;
  /** With `slow_down`: seconds to wait from now on. */
  interval?: number;
}

export interface DeviceFlow {
  begin(clientId: string): DeviceCode | OAuthError;
  /** The device asks whether its user has decided. */
  exchange(asked: { client_id: string; device_code: string; grant_type: string }): Token | OAuthError;
  /** Whether somebody could enter this code now. */
  isOpen(userCode: string): boolean;
  /** A person enters the code, and lets the app in or not. False when no such code is open. */
  decide(userCode: string, login: string, approved: boolean): boolean;
}

interface Pending {
  deviceCode: string;
  userCode: string;
  until: number;
  interval: number;
  askedAt: number | null;
  decision: { login: string; approved: boolean } | null;
}

const expiresIn = 900;
const usualInterval = 5;
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
/** No vowels: a code must not become a word. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';

export function createDeviceFlow(parts: {
  ids: WorldIds;
  clientId: string;
  /** Where a person enters the code. */
  verificationUri(): string;
  /** Real time, ms. */
  realNow(): number;
  issue(login: string): string;
}): DeviceFlow {
  const { ids, realNow } = parts;
  const pending = new Map<string, Pending>();

  function open(userCode: string): Pending | undefined {
    const wanted = plain(userCode);
    return [...pending.values()].find(
      (each) => plain(each.userCode) === wanted && each.until > realNow() && each.decision === null,
    );
  }

  return {
    begin(clientId) {
      if (clientId !== parts.clientId)
        return problem('incorrect_client_credentials', 'The client_id passed is incorrect.');
      const deviceCode = ids.sha(`device:${ids.guid()}`);
      const userCode = userCodeOf(deviceCode);
      const until = realNow() + expiresIn * 1_000;
      pending.set(deviceCode, { deviceCode, userCode, until, interval: usualInterval, askedAt: null, decision: null });
      return {
        device_code: deviceCode,
        user_code: userCode,
        verification_uri: parts.verificationUri(),
        expires_in: expiresIn,
        interval: usualInterval,
      };
    },
    exchange({ client_id, device_code, grant_type }) {
      if (client_id !== parts.clientId)
        return problem('incorrect_client_credentials', 'The client_id passed is incorrect.');
      if (grant_type !== grantType) return problem('unsupported_grant_type', `The grant_type must be ${grantType}.`);
      const found = pending.get(device_code);
      if (found === undefined) return problem('incorrect_device_code', 'The device_code provided is not valid.');
      const now = realNow();
      if (found.until <= now) return problem('expired_token', 'The device_code has expired.');
      const early = found.askedAt !== null && now - found.askedAt < found.interval * 1_000;
      found.askedAt = now;
      if (early) {
        found.interval += 5;
        const interval = found.interval;
        return { ...problem('slow_down', 'Too many requests have been made in the same timeframe.'), interval };
      }
      if (found.decision === null)
        return problem('authorization_pending', 'The authorization request is still pending.');
      pending.delete(device_code);
      if (!found.decision.approved) return problem('access_denied', 'The authorization request was denied.');
      return { access_token: parts.issue(found.decision.login), token_type: 'bearer', scope: '' };
    },
    isOpen: (userCode) => open(userCode) !== undefined,
    decide(userCode, login, approved) {
      const found = open(userCode);
      if (found === undefined) return false;
      found.decision = { login, approved };
      return true;
    },
  };
}

function problem(error: string, error_description: string): OAuthError {
  return { error, error_description, error_uri: 'https://docs.github.com/developers/apps/authorizing-oauth-apps' };
}

/** People write it in small letters, or leave out the dash. */
const plain = (userCode: string) => userCode.toUpperCase().replaceAll(/[^A-Z]/g, '');

function userCodeOf(deviceCode: string): string {
  const code = Array.from({ length: 8 }, (_, index) => {
    const value = Number.parseInt(deviceCode.slice(index * 4, index * 4 + 4), 16);
    return letters[value % letters.length];
  }).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}
