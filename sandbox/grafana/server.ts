import { z } from 'zod';
import type { Traffic, WorldClock } from '../contract.ts';
import {
  type PlainAnswer,
  type PlainRequest,
  type PlainServer,
  readJson,
  startPlainServer,
} from '../plain-http/server.ts';
import { grafanaToken } from './tokens.ts';

export interface StoredAnnotation {
  id: number;
  time: number;
  timeEnd: number;
  text: string;
  tags: string[];
  created: number;
  updated: number;
}

export interface GrafanaSimulation extends Omit<PlainServer, 'origin'> {
  /** Root of its address, without a slash at the end. */
  readonly url: string;
  /** Of a service account that may create, read and write annotations. */
  readonly token: string;
  /** Of one that may only read them. */
  readonly readOnlyToken: string;
  annotations(): StoredAnnotation[];
  /** A person deletes an annotation by hand. */
  remove(id: number): void;
}

const posted = z.object({
  time: z.int().default(0),
  timeEnd: z.int().default(0),
  text: z.string().default(''),
  tags: z
    .array(z.string())
    .nullish()
    .transform((tags) => tags ?? []),
});
const patched = z.object({
  time: z.int().optional(),
  timeEnd: z.int().optional(),
  text: z.string().optional(),
  tags: z.array(z.string()).optional(),
});

type Answer = Omit<PlainAnswer, 'kind'>;

export async function createGrafana(parts: { clock: WorldClock; traffic: Traffic }): Promise<GrafanaSimulation> {
  const { clock, traffic } = parts;
  const token = grafanaToken;
  const readOnlyToken = 'glsa_9c2e4dY7rTmA6fBv1kSxUo8iHzNlJgQp_7d3b6e5c';
  const annotations = new Map<number, StoredAnnotation>();
  let last = 0;

  function admit({ method, headers }: PlainRequest): Answer | null {
    const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    if (given === undefined)
      return {
        status: 401,
        body: { message: 'Unauthorized', messageId: 'api.unauthorized', statusCode: 401, traceID: '' },
      };
    if (given !== token && given !== readOnlyToken)
      return {
        status: 401,
        body: { message: 'Invalid API key', messageId: 'api-key.invalid', statusCode: 401, traceID: '' },
      };
    if (method === 'GET' || given === token) return null;
    const needs = method === 'POST' ? 'annotations:create' : 'annotations:write';
    const message = `You'll need additional permissions to perform this action. Permissions needed: ${needs}`;
    return { status: 403, body: { accessErrorId: 'ACE0000000001', message, title: 'Access denied' } };
  }

  function list({ url }: PlainRequest): Answer {
    const wanted = url.searchParams.getAll('tags');
    const limit = Number(url.searchParams.get('limit') ?? 100) || 100;
    const found = [...annotations.values()].filter(({ tags }) => wanted.every((tag) => tags.includes(tag)));
    const body = found
      .sort((a, b) => b.timeEnd - a.timeEnd || b.time - a.time)
      .slice(0, limit)
      .map((each) => ({
        ...each,
        alertId: 0,
        dashboardId: 0,
        panelId: 0,
        userId: 0,
        newState: '',
        prevState: '',
        data: {},
      }));
    return { status: 200, body };
  }

  function create({ text }: PlainRequest): Answer {
    const read = posted.safeParse(readJson(text));
    if (!read.success) return { status: 400, body: { message: 'bad request data' } };
    if (read.data.text === '')
      return { status: 400, body: { message: 'Failed to save annotation', error: 'text field should not be empty' } };
    const now = clock.now();
    const time = read.data.time || now;
    const id = ++last;
    // One end makes a point, and the ends of a region may come in either order.
    const [from, to] = [time, read.data.timeEnd || time].sort((a, b) => a - b);
    annotations.set(id, { ...read.data, id, time: from ?? time, timeEnd: to ?? time, created: now, updated: now });
    return { status: 200, body: { id, message: 'Annotation added' } };
  }

  function change({ text }: PlainRequest, id: number): Answer {
    const stored = annotations.get(id);
    if (!stored) return { status: 404, body: { message: 'Annotation not found' } };
    const read = patched.safeParse(readJson(text));
    if (!read.success) return { status: 400, body: { message: 'bad request data' } };
    const { time, timeEnd, tags, text: words } = read.data;
    // What is empty or nought counts as not given.
    if (time) stored.time = time;
    if (timeEnd) stored.timeEnd = timeEnd;
    if (words) stored.text = words;
    if (tags) stored.tags = tags;
    stored.updated = clock.now();
    return { status: 200, body: { message: 'Annotation patched' } };
  }

  const server = await startPlainServer({
    world: 'grafana',
    traffic,
    answer(request) {
      const { method, url } = request;
      const id = /^\/api\/annotations\/(\d+)$/.exec(url.pathname)?.[1];
      const place = `${method} ${url.pathname}`;
      const kind = id === undefined ? place : `${method} /api/annotations/:id`;
      const stopped = admit(request);
      if (stopped) return { ...stopped, kind };
      if (place === 'GET /api/annotations') return { ...list(request), kind };
      if (place === 'POST /api/annotations') return { ...create(request), kind };
      if (method === 'PATCH' && id !== undefined) return { ...change(request, Number(id)), kind };
      return { status: 404, body: { message: 'Not found' }, kind: `unknown ${place}` };
    },
    trouble: () => ({ message: 'Internal server error' }),
  });

  return {
    url: server.origin,
    server: server.server,
    token,
    readOnlyToken,
    fault: server.fault,
    clearFaults: server.clearFaults,
    close: server.close,
    annotations: () => [...annotations.values()].map((each) => structuredClone(each)),
    remove: (id) => void annotations.delete(id),
  };
}
