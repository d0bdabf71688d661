import type { GitHubSimulation } from '../../contract.ts';

export type Fault = Parameters<GitHubSimulation['fault']>[0];

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault that befalls this request, if any; one that was given a number of times is used up by it. */
  take(request: string): Fault | undefined;
}

/** `now` is real time, ms. A fault without `times` and `forMs` befalls one request. */
export function createFaults(now: () => number): Faults {
  let active: { fault: Fault; pattern: RegExp; left: number; until: number }[] = [];
  return {
    add(fault) {
      const { times, forMs, match } = fault;
      active.push({
        fault,
        pattern: new RegExp(match ?? ''),
        left: times ?? (forMs === undefined ? 1 : Number.POSITIVE_INFINITY),
        until: forMs === undefined ? Number.POSITIVE_INFINITY : now() + forMs,
      });
    },
    clear() {
      active = [];
    },
    take(request) {
      active = active.filter(({ left, until }) => left > 0 && until > now());
      const found = active.find(({ pattern }) => pattern.test(request));
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.fault;
    },
  };
}

/** What a query is answered, with a status of 200, when the limit is used up. */
export const limited = { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for installation.' }] };

/** What a fault answers a request, or a GraphQL query; undefined for the two that answer nothing. Seconds in `retry-after`. */
export function faultAnswer(
  fault: Fault,
  now: number,
  queries: boolean,
): { status: number; headers: Record<string, string>; body: object } | undefined {
  const documentation_url = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api';
  if (fault.kind === 'http') {
    const status = fault.status ?? 502;
    return { status, headers: {}, body: { message: says(status) } };
  }
  if (fault.kind === 'secondary-rate-limit') {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    const headers = { 'retry-after': String(fault.retryAfter ?? 60) };
    return { status: fault.status ?? 403, headers, body: { message, documentation_url } };
  }
  if (fault.kind === 'primary-rate-limit') {
    const reset = Math.ceil(now / 1000) + (fault.retryAfter ?? 60);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-used': '5000', 'x-ratelimit-reset': String(reset) };
    if (queries && fault.status === undefined) return { status: 200, headers, body: limited };
    const message = 'API rate limit exceeded for installation.';
    return { status: fault.status ?? 403, headers, body: { message, documentation_url } };
  }
  return undefined;
}

/** GitHub's own words. */
function says(status: number): string {
  const words: Record<number, string> = {
    401: 'Bad credentials',
    403: 'Resource not accessible by integration',
    404: 'Not Found',
    409: 'Conflict',
    422: 'Validation Failed',
  };
  return words[status] ?? 'Server Error';
}
