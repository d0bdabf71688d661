import type { UserToken } from '../model/github-account.ts';
import type { Instant, Millis } from '../model/time.ts';

/** A code that somebody enters on GitHub. All times are real. */
export interface DeviceCode {
  /** What GitHub is asked with; whoever has it gets what the person allows. */
  deviceCode: string;
  /** What the person enters at `url`. */
  userCode: string;
  url: string;
  interval: Millis;
  expiresAt: Instant;
}

export type SignIn =
  | { kind: 'pending' }
  /** Asked too often: from now on so much between two questions. */
  | { kind: 'slow-down'; interval: Millis }
  | { kind: 'signed-in'; login: string; githubId: number; token: UserToken }
  | { kind: 'denied' }
  /** The code is over: it expired, or it was used. */
  | { kind: 'over' };

/** Signing in to GitHub, with the device flow of the App. */
export interface GitHubLogin {
  /** Throws `Fault`: `invalid` when the App is not set up for it. */
  begin(): Promise<DeviceCode>;
  /** What became of it. A code is exchanged once: whoever learns `signed-in` is the only one. Throws `Fault`. */
  ask(deviceCode: string): Promise<SignIn>;
  /** A new token for one that expires; null when GitHub does not renew it. Throws `Fault` when GitHub does not answer. */
  renew(refreshToken: string): Promise<UserToken | null>;
}
