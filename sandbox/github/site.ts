import type { Instant } from '../contract.ts';
import type { Users } from './users.ts';

/** What the shapes of answers and webhooks need to know of this GitHub: its addresses and its one repository. */
export interface Site {
  /** Such as `http://127.0.0.1:41002`; the API and the web pages share it. */
  origin(): string;
  users: Users;
  owner: string;
  name: string;
  /** `acme/trading-engine` */
  fullName: string;
  repositoryId: number;
  defaultBranch: string;
  createdAt: Instant;
  /** Instant of the latest push. */
  pushedAt(): Instant;
}

/** Address of the repository in the API, with `rest` behind it. */
export function api(site: Site, rest = ''): string {
  return `${site.origin()}/repos/${site.fullName}${rest}`;
}

/** Address of the repository's web page, with `rest` behind it. */
export function web(site: Site, rest = ''): string {
  return `${site.origin()}/${site.fullName}${rest}`;
}

export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}

/** ISO 8601 in whole seconds, as GitHub writes instants. */
export function iso(instant: Instant): string {
  return `${new Date(Math.floor(instant / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

export function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : iso(instant);
}
