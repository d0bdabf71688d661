import type { paths } from '@octokit/openapi-types';
import type { z } from 'zod';
import { type Answer, Refusal } from './answer.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who asks. */
export interface Actor {
  kind: 'token' | 'user' | 'installation' | 'app' | 'nobody';
  /** Login that GitHub shows for what this actor does. */
  login: string;
  /** Null for a token that may do everything. */
  permissions: Record<string, string> | null;
}

export interface ApiRequest {
  method: Method;
  url: URL;
  /** Value of a parameter of the route, decoded. */
  param(name: string): string;
  /** Value of a numeric parameter; 404 when it is no number. */
  id(name: string): number;
  query(name: string): string | undefined;
  /** The body, as `schema` reads it; 422 in GitHub's words when it does not fit. */
  body<T extends z.ZodType>(schema: T): z.output<T>;
  header(name: string): string | undefined;
  actor: Actor;
}

export interface Route {
  method: Method;
  /** As GitHub's own description of its API writes it. */
  path: keyof paths;
  /** Such as `actions:write`; `app` for routes that only the app itself may use; `public` for anybody. */
  needs: `${string}:${'read' | 'write'}` | 'app' | 'public' | 'user';
  handle(request: ApiRequest): Answer | Promise<Answer>;
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

/** Parameters whose value may hold slashes. */
const greedy = new Set(['ref', 'path', 'basehead', 'branch']);

export type Router = (method: string, pathname: string) => Match | undefined;

/** Routes with more fixed parts win, so that `commits/{ref}/status` is not taken for a reference. */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes
    .map((route) => ({
      route,
      pattern: compile(route.path),
      names: [...route.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? ''),
    }))
    .sort((a, b) => fixedParts(b.route.path) - fixedParts(a.route.path));
  return (method, pathname) => {
    for (const { route, pattern, names } of compiled) {
      if (route.method !== method) continue;
      const match = pattern.exec(pathname);
      if (match === null) continue;
      return { route, params: Object.fromEntries(names.map((name, index) => [name, decode(match[index + 1] ?? '')])) };
    }
    return undefined;
  };
}

function compile(path: string): RegExp {
  const source = path.replace(/\{(\w+)\}/g, (_, name: string) => (greedy.has(name) ? '(.+)' : '([^/]+)'));
  return new RegExp(`^${source}$`);
}

function fixedParts(path: string): number {
  return path.split('/').filter((part) => part !== '' && !part.includes('{')).length;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new Refusal(400, 'The path is not well formed', cause);
  }
}
