import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { Fault } from '../../model/fault.ts';
import type { Millis } from '../../model/time.ts';
import { second } from '../../model/time.ts';

/**
 * What went wrong with a call. `limited` and `refused` certainly did nothing; after `unanswered` it may have been done.
 * `denied`: our access is not in order, and every call of the kind will fail until a person mends it.
 */
export type Trouble =
  | { kind: 'limited'; wait: Millis }
  | { kind: 'refused'; code: string; why: string }
  | { kind: 'denied'; code: string; why: string }
  | { kind: 'unanswered'; why: string }
  | { kind: 'ours'; why: string };

const denials = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'not_allowed_token_type',
  'ekm_access_denied',
  'team_access_not_granted',
  'accesslimited',
  'org_login_required',
]);

/** Slack's own troubles: it may have done what it was asked. */
const outages = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

const blockProblems = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_blocks_too_many',
  'msg_too_long',
  'block_mismatch',
  'invalid_arguments',
]);

export function troubleOf(error: unknown): Trouble {
  if (error instanceof WebAPIRateLimitedError) return { kind: 'limited', wait: error.retryAfter * second };
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    const why = [code, ...(error.data.response_metadata?.messages ?? [])].join('; ').slice(0, 1_000);
    if (outages.has(code)) return { kind: 'unanswered', why };
    return { kind: denials.has(code) ? 'denied' : 'refused', code, why };
  }
  if (error instanceof WebAPIHTTPError) {
    return error.statusCode >= 500 || error.statusCode === 408
      ? { kind: 'unanswered', why: `HTTP ${error.statusCode}` }
      : { kind: 'denied', code: `http_${error.statusCode}`, why: `HTTP ${error.statusCode}` };
  }
  if (error instanceof Fault) {
    const wait = error.retryAt === null ? second : Math.max(0, error.retryAt - Date.now());
    return error.kind === 'unavailable' ? { kind: 'limited', wait } : { kind: 'ours', why: error.message };
  }
  if (error instanceof Error && 'code' in error && error.code === 'slack_webapi_request_error') {
    return { kind: 'unanswered', why: error.message };
  }
  return { kind: 'ours', why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

/** True when Slack did not take the blocks: a simpler form of the message may do. */
export function refusesBlocks(error: unknown): boolean {
  const trouble = troubleOf(error);
  return trouble.kind === 'refused' && blockProblems.has(trouble.code);
}

/** The code with which Slack refused; null when it did not. */
export function refusal(error: unknown): string | null {
  const trouble = troubleOf(error);
  return trouble.kind === 'refused' || trouble.kind === 'denied' ? trouble.code : null;
}

/** As a fault of a port: a sentence that a person can act on. */
export function slackFault(error: unknown, what: string): Fault {
  if (error instanceof Fault) return error;
  const trouble = troubleOf(error);
  switch (trouble.kind) {
    case 'limited':
    case 'unanswered':
      return new Fault('unavailable', `Slack cannot be reached to ${what}; try again in a minute.`, { cause: error });
    case 'denied':
      return new Fault(
        'denied',
        `Slack does not let the bot ${what} (${trouble.code}); /quarterdeck doctor says why.`,
        {
          cause: error,
        },
      );
    case 'refused':
      return new Fault('rejected', `Slack refused to ${what} (${trouble.code}).`, { cause: error });
    default:
      return new Fault('invalid', `Something inside Quarterdeck failed to ${what}.`, { cause: error });
  }
}
