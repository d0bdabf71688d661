import { setTimeout as sleep } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';
import { type Instant, type Millis, minute } from '../../model/time.ts';
import { Answer, dataOf } from './answer.ts';
import { AnswerCache } from './answer-cache.ts';
import { createCredentials, type GitHubAuth } from './credentials.ts';
import { Road } from './road.ts';
import { routeHeader } from './sending.ts';
import { createTransport, type Manners } from './transport.ts';

export interface GitHubSettings {
  /** `https://api.github.com`, or `https://<host>/api/v3` for GitHub Enterprise Server. */
  apiUrl: string;
  auth: GitHubAuth;
  /** Aborted when the process stops: waits end, reads are broken off, writes on their way are not. */
  stopping: AbortSignal;
  /** Longest wait for one request, real time; 15 minutes unless told. */
  patience?: Millis;
  /** Longest time for one exchange, real time; 10 s unless told. */
  requestTimeout?: Millis;
  onWaiting?: Manners['onWaiting'];
  onCall?: Manners['onCall'];
  /** Real time, for tests. */
  now?: () => Instant;
  pause?: Manners['pause'];
}

export interface GitHub {
  /** Waits out rate limits, 5xx and network errors; then throws `Fault` of kind `unavailable`. For reads and idempotent writes. */
  readonly patient: Octokit;
  /** Sends each request exactly once; a request without an answer throws `Unanswered`. */
  readonly once: Octokit;
  /** The same client, with its credentials and kept answers, and another bound on waiting: a form has three seconds. */
  withPatience(patience: Millis): GitHub;
  /** A client that acts with a person's own token. It keeps no answers of others, and has a rate limit of its own. */
  as(token: string): GitHub;
  /** Waits on the real clock, until the process stops. */
  pause(length: Millis): Promise<void>;
  now(): Instant;
  readonly patience: Millis;
  readonly requestTimeout: Millis;
  /** What the client authenticates as. */
  readonly auth: 'token' | 'app';
}

const cacheBytes = 8 * 1024 * 1024;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Builds the client of one GitHub; nothing is sent yet. */
export function createGitHub(settings: GitHubSettings): GitHub {
  const manners: Manners = {
    apiUrl: settings.apiUrl.replace(/\/+$/, ''),
    requestTimeout: settings.requestTimeout ?? 10_000,
    patience: settings.patience ?? 15 * minute,
    stopping: settings.stopping,
    now: settings.now ?? Date.now,
    pause: settings.pause ?? ((length, signal) => sleep(length, undefined, { signal })),
    onWaiting: settings.onWaiting ?? (() => {}),
    onCall: settings.onCall ?? (() => {}),
  };
  const octokit = (fetch: unknown) => {
    const request = { fetch, log: silent, parseSuccessResponseBody: false };
    const made = new Octokit({ baseUrl: manners.apiUrl, userAgent: 'quarterdeck', log: silent, request });
    // The transport sees filled-in addresses only; metrics want the route.
    made.hook.before('request', (options) => {
      options.headers[routeHeader] ??= `${options.method} ${options.url}`;
    });
    made.hook.after('request', (response) => {
      if (Buffer.isBuffer(response.data)) response.data = dataOf(response.data, response.headers['content-type']);
    });
    return made;
  };
  const bounded = async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    headers.delete(routeHeader);
    const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(manners.requestTimeout) });
    return new Answer(response, Buffer.from(await response.arrayBuffer()));
  };
  const open = (auth: GitHubAuth): ((patience: Millis) => GitHub) => {
    const means = {
      credentials: createCredentials(auth, octokit(bounded)),
      cache: new AnswerCache(cacheBytes),
      road: new Road(),
    };
    const once = octokit(createTransport({ ...manners, patience: 0 }, means));
    const withPatience = (patience: Millis): GitHub => ({
      patient: octokit(createTransport({ ...manners, patience }, means)),
      once,
      withPatience,
      as: (token) => open({ token })(patience),
      pause: (length) => manners.pause(length, manners.stopping),
      now: manners.now,
      patience,
      requestTimeout: manners.requestTimeout,
      auth: 'token' in auth ? 'token' : 'app',
    });
    return withPatience;
  };
  return open(settings.auth)(manners.patience);
}
