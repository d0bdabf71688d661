import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { z } from 'zod';
import type { WorldIds } from '../../contract.ts';
import { Refusal } from './answer.ts';
import type { Actor } from './route.ts';

/** What the app was granted when it was installed. */
export const granted: Record<string, 'read' | 'write'> = {
  actions: 'write',
  administration: 'read',
  checks: 'read',
  contents: 'write',
  deployments: 'write',
  environments: 'read',
  members: 'read',
  metadata: 'read',
  pull_requests: 'read',
  repository_hooks: 'read',
  secrets: 'read',
  statuses: 'read',
};

export interface Credentials {
  readonly appId: number;
  readonly clientId: string;
  readonly installationId: number;
  readonly webhookSecret: string;
  /** A token that may do everything. */
  readonly token: string;
  /** PEM; made when it is first asked for. */
  privateKey(): string;
  /** A personal access token of that login: the same whenever it is asked for. */
  tokenOf(login: string): string;
  /** A token with which the app acts for a person who let it. */
  issueFor(login: string): string;
  /** A token of the app's installation, for one real hour. @throws Refusal when more is asked for than was granted. */
  issue(permissions: Record<string, string> | undefined): {
    token: string;
    expiresAt: number;
    permissions: Record<string, string>;
  };
  /** Who sends this Authorization header. @throws Refusal 401 */
  identify(authorization: string | undefined): Actor;
}

const claims = z.object({ iss: z.union([z.string(), z.number()]), iat: z.number(), exp: z.number() });
const tokenLife = 3_600_000;
/** Seconds that a JWT may live, and by which the clocks may differ. */
const longestJwt = 600;
const leeway = 60;

/** `now` is real time, ms: a token's life is no matter of the world's clock. */
export function createCredentials(ids: WorldIds, now: () => number): Credentials {
  const appId = 424242;
  const clientId = `Iv23${ids.sha('client').slice(0, 16)}`;
  const token = `ghp_${ids.sha('token').slice(0, 36)}`;
  const issued = new Map<string, { permissions: Record<string, string>; expiresAt: number }>();
  const people = new Map<string, Actor>();
  let pem: string | undefined;

  function privateKey() {
    pem ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs1', format: 'pem' })
      .toString();
    return pem;
  }

  function checkJwt(jwt: string): Actor {
    const [head = '', body = '', signature = ''] = jwt.split('.');
    const key = createPublicKey(privateKey());
    const genuine = verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
    if (!genuine || algorithm(head) !== 'RS256') throw new Refusal(401, 'A JSON web token could not be decoded');
    const parsed = claims.safeParse(readJson(body));
    if (!parsed.success) throw new Refusal(401, "Missing 'issuer' claim ('iss') in assertion");
    const { iss, iat, exp } = parsed.data;
    const seconds = now() / 1000;
    if (String(iss) !== String(appId) && iss !== clientId) throw new Refusal(401, 'Integration not found');
    if (exp < seconds - leeway)
      throw new Refusal(
        401,
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    if (exp > seconds + longestJwt + leeway)
      throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
    if (iat > seconds + leeway)
      throw new Refusal(
        401,
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    return { kind: 'app', login: 'quarterdeck[bot]', permissions: null };
  }

  return {
    appId,
    clientId,
    token,
    installationId: 5150001,
    webhookSecret: ids.sha('webhook-secret'),
    privateKey,
    tokenOf(login) {
      const made = `ghp_${ids.sha(`token:${login}`).slice(0, 36)}`;
      people.set(made, { kind: 'user', login, permissions: null });
      return made;
    },
    issueFor(login) {
      const made = `ghu_${ids.sha(`user-token:${ids.guid()}`).slice(0, 36)}`;
      people.set(made, { kind: 'user', login, permissions: granted });
      return made;
    },
    issue(asked) {
      const permissions = asked ?? granted;
      for (const [name, level] of Object.entries(permissions))
        if (granted[name] === undefined || (level === 'write' && granted[name] === 'read'))
          throw new Refusal(422, 'The permissions requested are not granted to this installation.');
      const made = `ghs_${appId}_${ids.sha(`installation-token:${ids.guid()}`)}`;
      const expiresAt = now() + tokenLife;
      issued.set(made, { permissions, expiresAt });
      return { token: made, expiresAt, permissions };
    },
    identify(authorization) {
      if (authorization === undefined) return { kind: 'nobody', login: '', permissions: {} };
      const given = /^(?:token|bearer) +(\S+)$/i.exec(authorization)?.[1];
      if (given === token) return { kind: 'token', login: 'quarterdeck-bot', permissions: null };
      const person = people.get(given ?? '');
      if (person !== undefined) return person;
      if (given !== undefined && given.split('.').length === 3) return checkJwt(given);
      const known = issued.get(given ?? '');
      if (known === undefined || known.expiresAt <= now()) throw new Refusal(401, 'Bad credentials');
      return { kind: 'installation', login: 'quarterdeck[bot]', permissions: known.permissions };
    },
  };
}

/** The same, but for one permission, such as `administration`. */
export function without(actor: Actor, permission: string): Actor {
  const all = actor.permissions ?? granted;
  return { ...actor, permissions: Object.fromEntries(Object.entries(all).filter(([name]) => name !== permission)) };
}

/** Whether this actor may use a route that needs `permission` (`actions:write`). */
export function mayUse(actor: Actor, permission: string): boolean {
  if (actor.permissions === null) return true;
  const [name = '', level] = permission.split(':');
  const held = name === 'metadata' ? 'read' : actor.permissions[name];
  return held === 'write' || (held === 'read' && level === 'read');
}

function readJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function algorithm(head: string): unknown {
  const parsed = z.object({ alg: z.string() }).safeParse(readJson(head));
  return parsed.success ? parsed.data.alg : undefined;
}
