import { Fault } from '../../model/fault.ts';
import type { Millis } from '../../model/time.ts';
import { type Credentials, headersFor, secretsOf } from '../http/credentials.ts';
import { type JsonApi, refused, request } from '../http/json-api.ts';
import { readFailure } from './answer.ts';

/** All times are real. */
export interface Manners {
  /** Root of the API's address, as in `https://prometheus.example.com` or `…/prometheus`. */
  url: string;
  credentials: Credentials | null;
  road: Pick<JsonApi, 'timeout' | 'stopping' | 'now' | 'onCall'>;
  /** How long an answer may be waited for in all, with every try; 0 asks once. */
  patience: Millis;
  pause(length: Millis, signal: AbortSignal): Promise<void>;
}

/** Asks the API, again while that may help. Gives the answer's JSON; throws `Fault` as `ports/metrics.ts` says. */
export async function ask(manners: Manners, path: string, parameters: Record<string, string>): Promise<unknown> {
  const { road, patience, pause } = manners;
  const api = apiOf(manners);
  const giveUp = road.now() + patience;
  for (let tries = 0; ; tries++) {
    try {
      return await once(api, path, parameters);
    } catch (error) {
      if (!(error instanceof Fault) || error.kind !== 'unavailable') throw error;
      const until = error.retryAt ?? road.now() + backOff(tries);
      if (until > giveUp) throw error;
      await pause(Math.max(0, until - road.now()), road.stopping);
    }
  }
}

function apiOf({ url, credentials, road }: Manners): JsonApi {
  return {
    ...road,
    name: 'Prometheus',
    url,
    headers: headersFor(credentials),
    secrets: secretsOf(credentials),
    whenDenied: 'Check its token, or its user and password.',
    whenAway: (body) => (readFailure(body)?.type === 'timeout' ? 'Prometheus needed too long for the query' : null),
  };
}

/** Pause before try number `tries` + 1: 0.5, 1, 2, 4, 8 s. A watch looks every few seconds, so it grows no longer. */
function backOff(tries: number): Millis {
  return Math.min(500 * 2 ** tries, 8_000);
}

/** The words of Prometheus are kept for what a person has to mend. */
async function once(api: JsonApi, path: string, parameters: Record<string, string>): Promise<unknown> {
  // By POST, because a query may be longer than an address.
  const { status, body } = await request(api, 'POST', path, new URLSearchParams(parameters));
  const failure = readFailure(body);
  if (failure && (status === 400 || status === 422)) throw refused(api, 'the query', failure.why);
  if (status >= 400)
    throw new Fault(
      'not-found',
      `There is no Prometheus API at its address: it answered ${status}. Check the address.`,
    );
  if (body === undefined) throw new Fault('invalid', 'Prometheus gave an answer that is no JSON; check its address.');
  return body;
}
