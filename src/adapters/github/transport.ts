import { RequestError } from '@octokit/request-error';
import { Fault } from '../../model/fault.ts';
import type { Instant, Millis } from '../../model/time.ts';
import { Answer } from './answer.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { Credentials, Scope } from './credentials.ts';
import type { Road } from './road.ts';
import { type Sending, sendingOf } from './sending.ts';
import { backOff, type Judgement, judgeAnswer, judgeQueryAnswer, readFailure } from './trouble.ts';
import { Unanswered } from './unanswered.ts';

/** How the requests of one kind are sent. All times are real. */
export interface Manners {
  /** API root without a slash at its end. */
  apiUrl: string;
  requestTimeout: Millis;
  /** How long a request may be waited for in all; 0 sends it once and reports what happened. */
  patience: Millis;
  stopping: AbortSignal;
  now(): Instant;
  pause(length: Millis, signal: AbortSignal): Promise<void>;
  /** Called at the start of each wait. */
  onWaiting(wait: { until: Instant; why: string }): void;
  /** Called for each request that went out, with its route (`GET /repos/{owner}/{repo}`); status 0: no answer. */
  onCall(call: { route: string; path: string; status: number; took: Millis }): void;
}

export interface Means {
  credentials: Credentials;
  cache: AnswerCache;
  road: Road;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Answer>;

/**
 * Makes what Octokit uses for fetch: it authorizes, bounds each request in time, keeps ETags, and waits out rate limits
 * and outages. Answers of 4xx that mean no are returned; what could not be had throws `Fault`, or `Unanswered` when
 * `patience` is 0.
 */
export function createTransport(manners: Manners, means: Means): Fetch {
  const { now, stopping } = manners;

  async function wait(until: Instant, why: string, giveUp: Instant): Promise<void> {
    if (until > giveUp) throw new Fault('unavailable', `${why}; it can be tried again later.`, { retryAt: until });
    manners.onWaiting({ until, why });
    await manners.pause(Math.max(0, until - now()), stopping);
  }

  /** What the answer means; a limit closes the road for those whom it holds up. */
  async function judged(sending: Sending, response: Answer, tries: number): Promise<Judgement> {
    const { status, headers } = response;
    const query = sending.api === 'graphql' && status === 200;
    const body = status === 403 || query ? await response.text() : '';
    const judge = query ? judgeQueryAnswer : judgeAnswer;
    const judgement = judge({ status, headers, body }, tries, now());
    if (judgement.kind === 'wait' && judgement.holds !== 'itself')
      means.road.close(judgement.until, judgement.holds === 'its API' ? sending.api : null);
    return judgement;
  }

  async function patiently(url: string, init: RequestInit): Promise<Answer> {
    const sending = sendingOf(manners.apiUrl, url, init);
    const giveUp = now() + manners.patience;
    for (let tries = 0; ; tries++) {
      stopping.throwIfAborted();
      const closed = means.road.closedUntil(now(), sending.api);
      if (closed > 0) await wait(closed, "GitHub's rate limit is used up", giveUp);
      try {
        const response = await send(sending);
        const judgement = await judged(sending, response, tries);
        if (judgement.kind === 'final') return response;
        await wait(judgement.until, judgement.why, giveUp);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        stopping.throwIfAborted();
        if (!error.passing) throw new Fault('unavailable', error.message, { cause: error });
        await wait(error.retryAt ?? now() + backOff(tries), error.message, giveUp);
      }
    }
  }

  async function once(url: string, init: RequestInit): Promise<Answer> {
    const sending = sendingOf(manners.apiUrl, url, init);
    const closed = means.road.closedUntil(now(), sending.api);
    if (closed > 0)
      throw new Unanswered("GitHub's rate limit is used up", { sent: false, passing: true, retryAt: closed });
    const response = await send(sending);
    await judged(sending, response, 0);
    return response;
  }

  /** One request; its whole body is read here, so that an answer that broke off counts as none. */
  async function send(sending: Sending): Promise<Answer> {
    const { scope } = sending;
    const response = await exchange(sending, await authorize(scope));
    if (response.status !== 401 || !means.credentials.renew(scope)) return response;
    return exchange(sending, await authorize(scope));
  }

  async function authorize(scope: Scope): Promise<string> {
    try {
      return await means.credentials.authorization(scope);
    } catch (error) {
      if (error instanceof Fault) throw error;
      const status = error instanceof RequestError && error.response ? error.status : 0;
      if (status >= 400 && status < 500 && status !== 429)
        throw new Fault('denied', `GitHub refused the App's credentials (${status}). Check its id and private key.`, {
          cause: error,
        });
      throw new Unanswered('GitHub issued no token', { sent: false, passing: true, cause: error });
    }
  }

  async function exchange(sending: Sending, authorization: string): Promise<Answer> {
    const { url, init, method, reads, route, path } = sending;
    const headers = new Headers(sending.headers);
    headers.set('authorization', authorization);
    headers.set('x-github-api-version', '2022-11-28');
    // A cached answer belongs to the address and the form asked for; the token behind it may change.
    const key = method === 'GET' && init.redirect !== 'manual' ? `${headers.get('accept')} ${url}` : null;
    const etag = key && means.cache.etag(key);
    if (etag) headers.set('if-none-match', etag);
    if (!reads && manners.patience > 0) {
      const at = means.road.write(now());
      if (at > now()) await manners.pause(at - now(), stopping);
    } else if (!reads) means.road.write(now());
    const limit = AbortSignal.timeout(manners.requestTimeout);
    // A write that is on its way is never broken off by a stop: its answer is worth the wait.
    const signal = reads ? AbortSignal.any([limit, stopping]) : limit;
    const began = performance.now();
    let status = 0;
    try {
      const response = await fetch(url, { ...init, headers, signal });
      const body = Buffer.from(await response.arrayBuffer());
      status = response.status;
      if (status === 304 && key) {
        const kept = means.cache.answer(key);
        if (kept) return kept;
      }
      const answer = new Answer(response, body);
      const tag = response.headers.get('etag');
      if (status === 200 && key && tag) means.cache.keep(key, tag, answer);
      return answer;
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw error;
      const { sent, passing, code } = readFailure(error);
      const reached = sent ? 'GitHub did not answer' : 'GitHub cannot be reached';
      throw new Unanswered(`${reached} (${code})`, { sent, passing, cause: error });
    } finally {
      manners.onCall({ route, path, status, took: performance.now() - began });
    }
  }

  return manners.patience > 0 ? patiently : once;
}
