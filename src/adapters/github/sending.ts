import { z } from 'zod';
import { type Scope, scopeOf } from './credentials.ts';

/** Carries the route from Octokit to the transport, which sees filled-in addresses only; it is not sent. */
export const routeHeader = 'x-quarterdeck-route';

/** Carries whom a GraphQL query concerns, for its address does not say; it is not sent. */
export const scopeHeader = 'x-quarterdeck-scope';

/** The APIs of GitHub. Each has a rate limit of its own. */
export type Api = 'rest' | 'graphql';

/** A request as the transport sends it. */
export interface Sending {
  url: string;
  init: RequestInit;
  headers: Headers;
  api: Api;
  method: string;
  /** Changes nothing. A GraphQL query is a POST and a read all the same; we send no mutations. */
  reads: boolean;
  route: string;
  /** The address behind the API's root. */
  path: string;
  scope: Scope;
}

const scope = z.object({ owner: z.string(), repository: z.string().nullable() });

/** Reads what Octokit hands over. `apiUrl` is REST's root, without a slash at its end; GraphQL's may lie elsewhere. */
export function sendingOf(apiUrl: string, url: string, init: RequestInit): Sending {
  const method = init.method ?? 'GET';
  const headers = new Headers(init.headers);
  const route = headers.get(routeHeader) ?? method;
  const concerning = headers.get(scopeHeader);
  headers.delete(routeHeader);
  headers.delete(scopeHeader);
  const path = url.startsWith(apiUrl) ? url.slice(apiUrl.length) : new URL(url).pathname;
  const common = { url, init, headers, method, route, path };
  if (concerning === null) {
    return { ...common, api: 'rest', reads: method === 'GET', scope: scopeOf(path.split('?')[0] ?? '') };
  }
  return { ...common, api: 'graphql', reads: true, scope: scope.parse(JSON.parse(concerning)) };
}
