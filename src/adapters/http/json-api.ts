import { Fault } from '../../model/fault.ts';
import type { Instant, Millis } from '../../model/time.ts';

/** One service that speaks JSON. All times are real. */
export interface JsonApi {
  /** As people know it: `Alertmanager`. */
  name: string;
  /** Root of its address; a slash at the end does not matter. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** What must never stand in a sentence, whatever the service answers. */
  secrets: readonly string[];
  /** What a person can do when the service does not let us in. */
  whenDenied: string;
  /** The service's own sentence for what passes by itself, where its answer has one. */
  whenAway?: (body: unknown) => string | null;
  timeout: Millis;
  stopping: AbortSignal;
  now(): Instant;
  /** Called for each request that went out; status 0: no answer. */
  onCall(call: { method: Method; path: string; status: number; took: Millis }): void;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface JsonAnswer {
  status: number;
  /** Undefined for what is no JSON. */
  body: unknown;
}

const longestAnswer = 16 * 1024 * 1024;
const longestQuote = 300;

/**
 * One request. What is sent as a form is a question, too long for an address; anything else that is sent is JSON. Gives answers of 2xx and those of 4xx that are about what was asked. Throws `Fault`: `unavailable` for what may
 * pass (no answer, 408, 429, 5xx), `denied` for 401 and 403, `not-found` when something else lives at the address.
 */
export async function request(api: JsonApi, method: Method, path: string, sent?: unknown): Promise<JsonAnswer> {
  api.stopping.throwIfAborted();
  const question = method === 'GET' || sent instanceof URLSearchParams;
  const headers = headersOf(api, sent);
  const began = performance.now();
  let status = 0;
  try {
    const limit = AbortSignal.timeout(api.timeout);
    const response = await fetch(`${api.url.replace(/\/+$/, '')}${path}`, {
      method,
      headers,
      // The credentials are for this address and no other.
      redirect: 'manual',
      // A write that is on its way is not broken off by a stop: its answer is worth the wait.
      signal: question ? AbortSignal.any([limit, api.stopping]) : limit,
      ...(sent === undefined ? {} : { body: sent instanceof URLSearchParams ? sent : JSON.stringify(sent) }),
    });
    const text = await read(api, response);
    status = response.status;
    return judge(api, status, text, response.headers.get('retry-after'));
  } catch (error) {
    if (error instanceof Fault) throw error;
    api.stopping.throwIfAborted();
    const late = error instanceof Error && error.name === 'TimeoutError';
    const what = late ? 'took too long to answer' : 'cannot be reached';
    throw new Fault('unavailable', `${api.name} ${what}; it can be tried again later.`, { cause: error });
  } finally {
    api.onCall({ method, path: path.replace(/\?.*$/, ''), status, took: performance.now() - began });
  }
}

/** What cannot stand in a header is no secret of that service; why is not told, because that sentence quotes it. */
function headersOf(api: JsonApi, sent: unknown): Headers {
  try {
    // The type of a form is told by fetch.
    const json = sent !== undefined && !(sent instanceof URLSearchParams) ? { 'content-type': 'application/json' } : {};
    return new Headers({ accept: 'application/json', 'user-agent': 'quarterdeck', ...json, ...api.headers });
  } catch {
    throw new Fault('denied', `The credentials for ${api.name} cannot be sent. ${api.whenDenied}`);
  }
}

/** A refusal of 4xx as a fault, in the service's own words. */
export function refused(api: JsonApi, what: string, words: string): Fault {
  return new Fault('rejected', `${api.name} refused ${what}: ${quote(api, words)}`);
}

/** An answer that is not what the service's description promises. */
export function unreadable(api: JsonApi, cause: unknown): Fault {
  return new Fault('invalid', `${api.name} gave an answer that cannot be read; check its address and version.`, {
    cause,
  });
}

function judge(api: JsonApi, status: number, text: string, retryAfter: string | null): JsonAnswer {
  if (status === 401 || status === 403)
    throw new Fault('denied', `${api.name} does not let us in (${status}). ${api.whenDenied}`);
  if (status === 408 || status === 429 || status >= 500) {
    const cause = new Error(quote(api, text));
    const wait = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : null;
    const words = api.whenAway?.(asJson(text)) ?? `${api.name} answered ${status}`;
    throw new Fault('unavailable', `${words}; it can be tried again later.`, {
      cause,
      ...(wait === null ? {} : { retryAt: api.now() + wait }),
    });
  }
  if (status < 200 || (status >= 300 && status < 400))
    throw new Fault(
      'not-found',
      `At the address of ${api.name} something else answers (${status}). Check the address.`,
    );
  return { status, body: asJson(text) };
}

async function read(api: JsonApi, response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestAnswer) throw new Fault('invalid', `${api.name} gave an answer of more than 16 MB.`);
  }
  return text + decoder.decode();
}

function quote(api: JsonApi, words: string): string {
  const clean = api.secrets.filter(Boolean).reduce((said, secret) => said.replaceAll(secret, '[redacted]'), words);
  const line = clean.replace(/\s+/g, ' ').trim();
  return line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line || 'it did not say why';
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
