import { Fault } from '../../model/fault.ts';
import type { Instant, Millis } from '../../model/time.ts';
import { readFailure } from './answer.ts';

export type Credentials = { kind: 'bearer'; token: string } | { kind: 'basic'; user: string; password: string };

/** All times are real. */
export interface Manners {
  /** Root of the API's address without a slash at its end, as in `https://prometheus.example.com` or `…/prometheus`. */
  url: string;
  credentials: Credentials | null;
  requestTimeout: Millis;
  /** How long an answer may be waited for in all, with every try; 0 asks once. */
  patience: Millis;
  stopping: AbortSignal;
  now(): Instant;
  pause(length: Millis, signal: AbortSignal): Promise<void>;
  /** Called for each request that went out; status 0: no answer. */
  onCall(call: { path: string; status: number; took: Millis }): void;
}

/** What came of one try: an answer, or what may pass. */
type Tried = { body: unknown } | { passing: string; retryAt: Instant | null; cause?: unknown };

/** Asks the API, again while that may help. Gives the answer's JSON; throws `Fault` as `ports/metrics.ts` says. */
export async function ask(manners: Manners, path: string, parameters: Record<string, string>): Promise<unknown> {
  const giveUp = manners.now() + manners.patience;
  for (let tries = 0; ; tries++) {
    manners.stopping.throwIfAborted();
    const tried = await once(manners, path, parameters);
    if ('body' in tried) return tried.body;
    const until = tried.retryAt ?? manners.now() + backOff(tries);
    if (until > giveUp)
      throw new Fault('unavailable', `${tried.passing}; it can be tried again later.`, {
        cause: tried.cause,
        ...(tried.retryAt === null ? {} : { retryAt: tried.retryAt }),
      });
    await manners.pause(Math.max(0, until - manners.now()), manners.stopping);
  }
}

/** Pause before try number `tries` + 1: 0.5, 1, 2, 4, 8 s. A watch looks every few seconds, so it grows no longer. */
function backOff(tries: number): Millis {
  return Math.min(500 * 2 ** tries, 8_000);
}

async function once(manners: Manners, path: string, parameters: Record<string, string>): Promise<Tried> {
  const { url, credentials, stopping } = manners;
  const headers = new Headers({ accept: 'application/json' });
  if (credentials) headers.set('authorization', authorization(credentials));
  const began = performance.now();
  let status = 0;
  try {
    const limit = AbortSignal.timeout(manners.requestTimeout);
    // By POST, because a query may be longer than an address. Nobody is redirected: the credentials are for this address.
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(parameters),
      redirect: 'manual',
      signal: AbortSignal.any([limit, stopping]),
    });
    const text = await response.text();
    status = response.status;
    return judge(status, text, response.headers.get('retry-after'), manners.now());
  } catch (error) {
    if (error instanceof Fault) throw error;
    stopping.throwIfAborted();
    const late = error instanceof Error && error.name === 'TimeoutError';
    return {
      passing: late ? 'Prometheus took too long to answer' : 'Prometheus cannot be reached',
      retryAt: null,
      cause: error,
    };
  } finally {
    manners.onCall({ path, status, took: performance.now() - began });
  }
}

function authorization(credentials: Credentials): string {
  if (credentials.kind === 'bearer') return `Bearer ${credentials.token}`;
  return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
}

/** What an answer means. The words of Prometheus are kept for what a person has to mend. */
function judge(status: number, text: string, retryAfter: string | null, now: Instant): Tried {
  const body = asJson(text);
  const failure = readFailure(body);
  if (status >= 200 && status < 300) {
    if (body === undefined) throw new Fault('invalid', 'Prometheus gave an answer that is no JSON; check its address.');
    return { body };
  }
  if (status === 401 || status === 403)
    throw new Fault('denied', `Prometheus does not let us in (${status}). Check its token, or its user and password.`);
  if (failure && (status === 400 || status === 422))
    throw new Fault('rejected', `Prometheus refused the query: ${failure.why}`);
  const retryAt = retryAfter !== null && /^\d+$/.test(retryAfter) ? now + Number(retryAfter) * 1_000 : null;
  if (failure?.type === 'timeout') return { passing: 'Prometheus needed too long for the query', retryAt };
  if (status === 408 || status === 429 || status >= 500) return { passing: `Prometheus answered ${status}`, retryAt };
  throw new Fault('not-found', `There is no Prometheus API at its address: it answered ${status}. Check the address.`);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
