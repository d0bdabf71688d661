import { RequestError } from '@octokit/request-error';
import { Fault } from '../../model/fault.ts';
import type { Instant } from '../../model/time.ts';
import type { DispatchAnswer } from '../../ports/runs.ts';
import { sentenceOf, statusOf } from './answers.ts';
import { judgeAnswer } from './trouble.ts';
import { Unanswered } from './unanswered.ts';

/**
 * What became of a request that was sent once and threw: refused by GitHub, certainly not done, or perhaps done. Limits
 * (403, 429) are `not-sent`, since GitHub has done nothing. `now` is real time.
 */
export function whatBecame(error: unknown, now: Instant): Exclude<DispatchAnswer, { kind: 'dispatched' }> {
  const status = statusOf(error);
  const why = sentenceOf(error);
  if (status !== null && error instanceof RequestError) {
    const headers = new Map(
      Object.entries(error.response?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const body = why;
    const judgement = judgeAnswer({ status, headers: { get: (name) => headers.get(name) ?? null }, body }, 0, now);
    if (judgement.kind === 'final') return { kind: 'refused', why };
    if (judgement.holds !== 'itself') return { kind: 'not-sent', why: judgement.why, retryAt: judgement.until };
    return { kind: 'lost', why: judgement.why, status };
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Fault) {
    // The credentials did not get as far as the dispatch.
    return cause.kind === 'denied'
      ? { kind: 'refused', why: cause.message }
      : { kind: 'not-sent', why: cause.message, retryAt: cause.retryAt };
  }
  if (cause instanceof Unanswered && !cause.sent)
    return { kind: 'not-sent', why: cause.message, retryAt: cause.retryAt };
  return { kind: 'lost', why: cause instanceof Error ? cause.message : why, status: null };
}
