import { createAppAuth } from '@octokit/auth-app';
import { RequestError } from '@octokit/request-error';
import type { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { Fault } from '../../model/fault.ts';

/** A token, or a GitHub App with its private key in PEM. */
export type GitHubAuth = { token: string } | { appId: string; privateKey: string };

/** Whom a request concerns: a repository, an organization, or the App or user itself. */
export type Scope = { owner: string; repository: string | null } | null;

export interface Credentials {
  /** The Authorization header's value. Throws `Fault` of kind `denied` when the App is not installed there. */
  authorization(scope: Scope): Promise<string>;
  /** Forgets what was issued for the scope, after GitHub has refused it. False when there is nothing to renew. */
  renew(scope: Scope): boolean;
}

/** Reads the scope from the path of an API address, such as `/repos/acme/api/commits/…`. Installations are the App's own. */
export function scopeOf(path: string): Scope {
  const [kind, owner, repository, rest] = path.replace(/^\//, '').split('/').map(decodeURIComponent);
  if (rest === 'installation' || (kind === 'orgs' && repository === 'installation')) return null;
  if (kind === 'repos' && owner && repository) return { owner, repository };
  if (kind === 'orgs' && owner) return { owner, repository: null };
  return null;
}

export function createCredentials(auth: GitHubAuth, octokit: Octokit): Credentials {
  if ('token' in auth) return { authorization: async () => `Bearer ${auth.token}`, renew: () => false };
  return new AppCredentials(auth, octokit);
}

/**
 * Installation tokens of a GitHub App. Each is issued for one repository only (for an organization's teams: for the
 * installation), so that one that leaks opens little. auth-app keeps them for 59 minutes and issues each once.
 */
class AppCredentials implements Credentials {
  readonly #octokit: Octokit;
  readonly #auth: ReturnType<typeof createAppAuth>;
  readonly #installations = new Map<string, Promise<number>>();
  readonly #stale = new Set<string>();

  constructor(auth: { appId: string; privateKey: string }, octokit: Octokit) {
    this.#octokit = octokit;
    this.#auth = createAppAuth({ appId: auth.appId, privateKey: auth.privateKey, request: octokit.request });
  }

  async authorization(scope: Scope): Promise<string> {
    if (!scope) return `Bearer ${(await this.#auth({ type: 'app' })).token}`;
    const key = keyOf(scope);
    let installation = this.#installations.get(key);
    if (!installation) {
      installation = this.#findInstallation(scope);
      this.#installations.set(key, installation);
      installation.catch(() => this.#installations.delete(key));
    }
    const refresh = this.#stale.delete(key);
    const issued = await this.#auth({
      type: 'installation',
      installationId: await installation,
      ...(scope.repository ? { repositoryNames: [scope.repository] } : {}),
      refresh,
    });
    return `Bearer ${issued.token}`;
  }

  renew(scope: Scope): boolean {
    if (!scope) return false;
    this.#stale.add(keyOf(scope));
    this.#installations.delete(keyOf(scope));
    return true;
  }

  async #findInstallation(scope: NonNullable<Scope>): Promise<number> {
    const headers = { authorization: await this.authorization(null) };
    const { owner, repository: repo } = scope;
    try {
      const { data } = repo
        ? await this.#octokit.request('GET /repos/{owner}/{repo}/installation', { owner, repo, headers })
        : await this.#octokit.request('GET /orgs/{org}/installation', { org: owner, headers });
      return z.object({ id: z.number() }).parse(data).id;
    } catch (error) {
      if (!(error instanceof RequestError) || error.status !== 404) throw error;
      const where = repo ? `${owner}/${repo}` : owner;
      throw new Fault('denied', `The GitHub App is not installed on ${where}. Install it there and give it access.`, {
        cause: error,
      });
    }
  }
}

function keyOf(scope: NonNullable<Scope>): string {
  return `${scope.owner}/${scope.repository ?? ''}`.toLowerCase();
}
