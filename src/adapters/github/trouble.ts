import { z } from 'zod';
import type { Instant, Millis } from '../../model/time.ts';

/**
 * What to do with an answer: take it as it is, or ask again at `until`. `holds` says whom the wait holds up: the request itself,
 * everybody at its API (its rate limit), or everybody (a secondary limit counts both).
 */
export type Judgement =
  | { kind: 'final' }
  | { kind: 'wait'; until: Instant; why: string; holds: 'itself' | 'its API' | 'everybody' };

export interface AnswerFacts {
  status: number;
  headers: { get(name: string): string | null };
  /** The answer's text; only read for 403, and of a query. */
  body: string;
}

const longestPause: Millis = 30_000;

/** Pause before try number `tries` + 1: 1, 2, 4 … 30 s. */
export function backOff(tries: number): Millis {
  return Math.min(1_000 * 2 ** Math.min(tries, 10), longestPause);
}

/** `now` is real time; `tries` counts the earlier tries of the same request. */
export function judgeAnswer(answer: AnswerFacts, tries: number, now: Instant): Judgement {
  const { status, headers } = answer;
  const asked = retryAfter(headers.get('retry-after'), now);
  if (status === 429 || status === 403) return judgeLimit(answer, asked, tries, now);
  if (status === 408 || status >= 500) {
    const until = asked ?? now + backOff(tries);
    return { kind: 'wait', until, why: `GitHub answered ${status}`, holds: 'itself' };
  }
  return { kind: 'final' };
}

const failed = z.object({ errors: z.array(z.object({ type: z.string().nullish(), message: z.string() })) });

/** The same for an answer of 200 to a query: GraphQL tells its limits and its breakdowns as errors inside. */
export function judgeQueryAnswer(answer: AnswerFacts, tries: number, now: Instant): Judgement {
  const { headers, body } = answer;
  const errors = body.includes('"errors"') ? (failed.safeParse(asJson(body)).data?.errors ?? []) : [];
  const limited = errors.some(({ type, message }) => /^RATE_LIMIT/.test(type ?? '') || isSecondary(message));
  // What is a limit by its words is one by its status elsewhere.
  if (limited) return judgeLimit({ ...answer, status: 429 }, retryAfter(headers.get('retry-after'), now), tries, now);
  if (errors.some(({ type, message }) => !type && /^something went wrong while executing your query/i.test(message)))
    return { kind: 'wait', until: now + backOff(tries), why: 'GitHub could not answer a query', holds: 'itself' };
  return { kind: 'final' };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSecondary(text: string): boolean {
  return /secondary rate limit|abuse detection/i.test(text);
}

function judgeLimit(answer: AnswerFacts, asked: Instant | null, tries: number, now: Instant): Judgement {
  const reset = Number(answer.headers.get('x-ratelimit-reset')) * 1_000;
  if (answer.headers.get('x-ratelimit-remaining') === '0' && reset > 0) {
    // A second on top: GitHub counts in whole seconds of its own clock.
    const until = Math.max(asked ?? 0, reset + 1_000, now + 1_000);
    return { kind: 'wait', until, why: "GitHub's rate limit is used up", holds: 'its API' };
  }
  const secondary = isSecondary(answer.body);
  if (answer.status === 429 || asked !== null || secondary) {
    // Without a word from GitHub its documentation asks for a minute at least, growing.
    const until = asked ?? now + 60_000 * 2 ** Math.min(tries, 4);
    return { kind: 'wait', until, why: "GitHub's secondary rate limit was reached", holds: 'everybody' };
  }
  return { kind: 'final' };
}

function retryAfter(header: string | null, now: Instant): Instant | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return now + Math.max(0, seconds) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(date, now);
}

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export interface Failure {
  /** False when the request certainly never reached the far end. */
  sent: boolean;
  /** False when asking again cannot help: a certificate that is not trusted. */
  passing: boolean;
  code: string;
}

/** Reads what went wrong below HTTP from the chain of causes of an error that fetch threw. */
export function readFailure(error: unknown): Failure {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 6; cause = cause.cause, depth++) {
    if (cause.name === 'TimeoutError') return { sent: true, passing: true, code: 'timeout' };
    // Several addresses of one host were tried (happy eyeballs): the first says enough.
    const first = cause instanceof AggregateError ? cause.errors[0] : cause;
    const code = first instanceof Error && 'code' in first ? String(first.code) : '';
    if (neverSent.has(code)) return { sent: false, passing: true, code };
    if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL/.test(code)) return { sent: false, passing: false, code };
    if (/^(E[A-Z]+|UND_ERR_\w+|HPE_\w+)$/.test(code)) return { sent: true, passing: true, code };
  }
  return { sent: true, passing: true, code: 'unknown' };
}
