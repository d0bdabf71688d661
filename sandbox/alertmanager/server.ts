import type { Traffic, WorldClock, WorldIds } from '../contract.ts';
import {
  type PlainAnswer,
  type PlainRequest,
  type PlainServer,
  readJson,
  startPlainServer,
} from '../plain-http/server.ts';
import { readPosted } from './posted.ts';
import { createStore, type StoredSilence } from './silences.ts';

export interface AlertmanagerSimulation extends Omit<PlainServer, 'origin'> {
  /** Root of its address, without a slash at the end. */
  readonly url: string;
  /** Those that are in force. */
  active(): StoredSilence[];
  /** True when an alert of these labels notifies nobody. */
  silences(labels: Record<string, string>): boolean;
  /** A person silences alerts by hand; its id. */
  silenceByHand(silence: { labels: Record<string, string>; comment: string; by: string; forMs: number }): string;
  /** A person ends a silence by hand. */
  expireByHand(id: string): void;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const order = { active: 1, pending: 2, expired: 3 };

export async function createAlertmanager(parts: {
  clock: WorldClock;
  ids: WorldIds;
  traffic: Traffic;
}): Promise<AlertmanagerSimulation> {
  const { clock, ids, traffic } = parts;
  const store = createStore(clock, ids);

  const shape = (silence: StoredSilence) => ({
    id: silence.id,
    status: { state: store.stateOf(silence) },
    updatedAt: new Date(silence.updatedAt).toISOString(),
    comment: silence.comment,
    createdBy: silence.createdBy,
    endsAt: new Date(silence.endsAt).toISOString(),
    matchers: silence.matchers,
    startsAt: new Date(silence.startsAt).toISOString(),
  });

  function collection({ method, url, headers, text }: PlainRequest): Omit<PlainAnswer, 'kind'> {
    if (method === 'GET') {
      if (url.searchParams.has('filter')) return { status: 400, body: 'the sandbox has no filter of silences' };
      const rank = (silence: StoredSilence) => order[store.stateOf(silence)];
      return {
        status: 200,
        body: store
          .all()
          .sort((a, b) => rank(a) - rank(b))
          .map(shape),
      };
    }
    if (method !== 'POST') return notAllowed(method, 'POST,GET');
    const type = headers['content-type'] ?? '';
    if (!type.startsWith('application/json')) {
      const message = `unsupported media type "${type}", only [application/json] are allowed`;
      return { status: 415, body: { code: 415, message } };
    }
    const posted = readPosted(readJson(text), clock.now());
    if ('status' in posted) return posted;
    const stored = store.set(posted);
    return stored ? { status: 200, body: { silenceID: stored.id } } : { status: 404, body: 'silence not found' };
  }

  function one({ method }: PlainRequest, id: string): Omit<PlainAnswer, 'kind'> {
    if (!uuid.test(id))
      return { status: 422, body: { code: 601, message: `silenceID in path must be of type uuid: "${id}"` } };
    if (method === 'DELETE') return { status: store.expire(id) ? 200 : 404 };
    if (method !== 'GET') return notAllowed(method, 'DELETE,GET');
    const silence = store.all().find((each) => each.id === id);
    return silence ? { status: 200, body: shape(silence) } : { status: 404 };
  }

  const server = await startPlainServer({
    world: 'alertmanager',
    traffic,
    answer(request) {
      const { method, url } = request;
      if (url.pathname === '/api/v2/silences') return { ...collection(request), kind: `${method} /api/v2/silences` };
      const id = /^\/api\/v2\/silence\/([^/]+)$/.exec(url.pathname)?.[1];
      if (id !== undefined) return { ...one(request, id), kind: `${method} /api/v2/silence/{silenceID}` };
      const body = { code: 404, message: `path ${url.pathname} was not found` };
      return { status: 404, body, kind: `unknown ${method} ${url.pathname}` };
    },
    trouble: () => 'the simulated Alertmanager is in trouble',
  });

  return {
    url: server.origin,
    server: server.server,
    fault: server.fault,
    clearFaults: server.clearFaults,
    close: server.close,
    active: () => store.all().filter((each) => store.stateOf(each) === 'active'),
    silences: store.silences,
    silenceByHand({ labels, comment, by, forMs }) {
      const now = clock.now();
      const matchers = Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
      const posted = { id: '', matchers, startsAt: now, endsAt: now + forMs, createdBy: by, comment };
      return store.set(posted)?.id ?? '';
    },
    expireByHand: (id) => void store.expire(id),
  };
}

function notAllowed(method: string, allowed: string): Omit<PlainAnswer, 'kind'> {
  return { status: 405, body: { code: 405, message: `method ${method} is not allowed, but [${allowed}] are` } };
}
