import { stringOf } from '../blocks/block-object.ts';
import type { Workspace } from '../state/workspace.ts';
import type { ApiMethod } from './method.ts';
import type { RateLimits } from './rate-limits.ts';
import { SlackRefusal } from './refusal.ts';

export interface WebApiParts {
  workspace: Workspace;
  methods: ReadonlyMap<string, ApiMethod>;
  tokens: { bot: string; app: string };
  /** None: calls are never limited. */
  limits: RateLimits | undefined;
  /** Collects the names of methods that do not exist here. */
  unknownRoutes: string[];
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

/**
 * Answers one Web API call as Slack does: token, rate limit, scope, arguments, then the method itself.
 * `raw` undefined means that the body could not be read.
 */
export function answerCall(
  parts: WebApiParts,
  name: string,
  token: string | undefined,
  raw: Record<string, unknown> | undefined,
): Answer {
  const { workspace, methods, unknownRoutes } = parts;
  const headers = { 'x-oauth-scopes': workspace.manifest.scopes.join(','), 'x-slack-req-id': workspace.ids.guid() };
  try {
    const method = methods.get(name);
    if (method === undefined) {
      unknownRoutes.push(`POST /api/${name}`);
      throw new SlackRefusal('unknown_method', { req_method: name });
    }
    checkToken(parts, method, token);
    if (raw === undefined) throw new SlackRefusal('invalid_json');
    const wait = parts.limits?.take(name, method.tier, stringOf(raw.channel)) ?? 0;
    if (wait > 0) return { ...rateLimited(wait), headers: { ...headers, 'retry-after': String(wait) } };
    checkScope(workspace, method);
    const accepted = { 'x-accepted-oauth-scopes': method.scopes.join(',') };
    return { status: 200, headers: { ...headers, ...accepted }, body: { ok: true, ...method.call(workspace, raw) } };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return { status: error.status, headers, body: { ok: false, error: error.code, ...error.detail } };
  }
}

/** Slack's answer to one call too many; `retryAfter` in seconds. */
export function rateLimited(retryAfter: number): Answer {
  return { status: 429, headers: { 'retry-after': String(retryAfter) }, body: { ok: false, error: 'ratelimited' } };
}

function checkToken({ tokens }: WebApiParts, method: ApiMethod, token: string | undefined): void {
  if (token === undefined || token === '') throw new SlackRefusal('not_authed');
  if (token === tokens[method.token]) return;
  const known = token === tokens.bot || token === tokens.app;
  throw new SlackRefusal(known ? 'not_allowed_token_type' : 'invalid_auth');
}

function checkScope(workspace: Workspace, method: ApiMethod): void {
  const provided = workspace.manifest.scopes;
  if (method.scopes.length === 0 || method.scopes.some((scope) => provided.includes(scope))) return;
  throw new SlackRefusal('missing_scope', { needed: method.scopes.join(','), provided: provided.join(',') });
}
