import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Traffic, WorldIds } from '../../contract.ts';
import { listen, shut } from '../../loopback.ts';
import { type Graph, operationOf } from '../graph/graph.ts';
import { type LoginRequest, loginRoutes } from '../login/login-site.ts';
import { type Answer, notFound, Refusal, refusalBody } from './answer.ts';
import { type Credentials, mayUse, without } from './credentials.ts';
import { type Fault, type Faults, faultAnswer, limited } from './faults.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Actor, ApiRequest, Match, Router } from './route.ts';

export interface ServerParts {
  router: Router;
  credentials: Credentials;
  rateLimit: RateLimit;
  graph: Graph;
  /** GraphQL has a limit of its own. */
  graphLimit: RateLimit;
  faults: Faults;
  traffic: Traffic;
  ids: WorldIds;
  /** Real time, ms. */
  realNow(): number;
  /** Brings the world up to date before anybody looks at it. */
  settle(): void;
  /** A web page for a person who follows a link, or undefined. */
  page(pathname: string): string | undefined;
  /** What is not the API but answers programs and forms: signing in. Undefined for other paths. */
  login(request: LoginRequest): Answer | undefined;
  /** What is behind a link that needs no token, a log's text or an artifact's zip, or undefined. */
  download(url: URL): string | Uint8Array | undefined;
}

export interface RunningServer {
  readonly origin: string;
  close(): Promise<void>;
}

const versions = ['2022-11-28', '2026-03-10'];
const longestBody = 1_000_000;

/** Starts the API on loopback. Port 0 takes a free one. */
export async function startServer(parts: ServerParts, port: number): Promise<RunningServer> {
  let origin = '';
  const server = createServer((incoming, outgoing) => {
    serve(parts, origin, incoming, outgoing).catch((error: unknown) => {
      const message = `the simulated GitHub failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      if (outgoing.headersSent) outgoing.destroy();
      else send(outgoing, { status: 500, body: { message } }, parts.ids.guid());
    });
  });
  server.keepAliveTimeout = 60_000;
  origin = await listen(server, port);
  return {
    origin,
    close: () => shut(server),
  };
}

async function serve(parts: ServerParts, origin: string, incoming: IncomingMessage, outgoing: ServerResponse) {
  const url = new URL(incoming.url ?? '/', origin);
  const method = incoming.method ?? 'GET';
  const text = await readBody(incoming);
  parts.settle();
  const page = method === 'GET' ? (parts.download(url) ?? parts.page(url.pathname)) : undefined;
  if (page !== undefined) {
    outgoing.writeHead(200, { 'content-type': typeOf(page) }).end(page);
    return;
  }
  const queries = asksGraph(method, url);
  // A query's address says nothing; its name does.
  const address = queries ? `${method} ${url.pathname} ${operationOf(text)}`.trim() : `${method} ${url.pathname}`;
  const fault = parts.faults.take(address);
  const record = (answer: Answer, kind: string) =>
    parts.traffic.record({
      world: 'github',
      direction: 'from-bot',
      method,
      path: url.pathname + url.search,
      status: answer.status,
      kind,
      ...(text === '' ? {} : { request: asJson(text) ?? text }),
      ...(answer.body === undefined || (method === 'GET' && answer.status < 400) ? {} : { response: answer.body }),
    });
  const match = parts.router(method, url.pathname);
  const place = `${method} ${url.pathname}`;
  const known = match === undefined ? place : `${method} ${match.route.path}`;
  const kind = queries ? address : match !== undefined || loginRoutes.includes(place) ? known : `unknown ${place}`;
  if (fault?.kind === 'hang') {
    record({ status: 0 }, kind);
    return;
  }
  const given = fault === undefined ? undefined : faultAnswer(fault, parts.realNow(), queries);
  const header = (name: string) => incoming.headers[name]?.toString();
  const login = parts.login({ method, url, text, header });
  const answer = given ?? login ?? (await answerRequest(parts, { match, method, url, text, incoming, fault }));
  if (fault?.kind === 'lost-answer') {
    record({ ...answer, status: 0 }, kind);
    outgoing.destroy();
    return;
  }
  record(answer, kind);
  send(outgoing, answer, parts.ids.guid());
}

interface Incoming {
  match: Match | undefined;
  method: string;
  url: URL;
  text: string;
  incoming: IncomingMessage;
  fault: Fault | undefined;
}

async function answerRequest(parts: ServerParts, given: Incoming): Promise<Answer> {
  const token = given.incoming.headers.authorization ?? 'nobody';
  try {
    const sender = parts.credentials.identify(given.incoming.headers.authorization);
    const { fault } = given;
    const actor = fault?.kind === 'forbidden' ? without(sender, fault.permission ?? '') : sender;
    const version = given.incoming.headers['x-github-api-version'];
    if (given.incoming.headers['user-agent'] === undefined)
      throw new Refusal(
        403,
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
      );
    if (version !== undefined && !versions.includes(String(version)))
      throw new Refusal(400, `The version ${String(version)} is not supported`);
    if (asksGraph(given.method, given.url)) return await query(parts, given, actor, token);
    const answer = await route(given, actor);
    const tagged = tag(answer, given);
    const free = tagged.status === 304 || given.url.pathname === '/rate_limit';
    if (!free && !parts.rateLimit.spend(token)) throw new Refusal(403, 'API rate limit exceeded for this token.');
    return { ...tagged, headers: { ...parts.rateLimit.headers(token), ...tagged.headers } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    parts.rateLimit.spend(token);
    return { status: error.status, body: refusalBody(error), headers: parts.rateLimit.headers(token) };
  }
}

function asksGraph(method: string, url: URL): boolean {
  return method === 'POST' && url.pathname === '/graphql';
}

async function query({ graph, graphLimit }: ServerParts, { text }: Incoming, actor: Actor, token: string) {
  const spent = graphLimit.spend(token);
  const answer = spent ? await graph.answer(text, actor) : { status: 200, body: limited };
  return { ...answer, headers: graphLimit.headers(token) };
}

async function route(given: Incoming, actor: Actor): Promise<Answer> {
  const { match, method, url, text, incoming } = given;
  if (match === undefined) throw new Refusal(404, `Not Found: the sandbox has no route ${method} ${url.pathname}`);
  const { needs } = match.route;
  if (needs !== 'public' && actor.kind === 'nobody') throw new Refusal(401, 'Requires authentication');
  if (needs === 'app' && actor.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
  if (needs !== 'app' && needs !== 'public' && actor.kind === 'app') throw new Refusal(401, 'Bad credentials');
  if (needs === 'user' && actor.kind === 'installation')
    throw new Refusal(403, 'Resource not accessible by integration');
  if (needs.includes(':') && !mayUse(actor, needs)) throw new Refusal(403, 'Resource not accessible by integration');
  const request: ApiRequest = {
    method: match.route.method,
    url,
    actor,
    param: (name) => match.params[name] ?? '',
    id(name) {
      const value = match.params[name] ?? '';
      if (!/^\d+$/.test(value)) throw notFound();
      return Number(value);
    },
    query: (name) => url.searchParams.get(name) ?? undefined,
    header: (name) => incoming.headers[name]?.toString(),
    body(schema) {
      const value = text === '' ? {} : asJson(text);
      if (value === undefined) throw new Refusal(400, 'Problems parsing JSON');
      const result = schema.safeParse(value);
      if (!result.success) throw new Refusal(422, `Invalid request.\n\n${z.prettifyError(result.error)}`);
      return result.data;
    },
  };
  return match.route.handle(request);
}

/** Gives what was read an ETag, and answers 304 to who has it already. */
function tag(answer: Answer, given: Incoming): Answer {
  if (given.method !== 'GET' || answer.status !== 200) return answer;
  const sent = JSON.stringify(answer.body);
  const etag = `W/"${createHash('sha256').update(sent).digest('hex')}"`;
  const headers = { ...answer.headers, etag, 'cache-control': 'private, max-age=60, s-maxage=60' };
  const known = (given.incoming.headers['if-none-match'] ?? '')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''));
  return known.includes(etag.replace(/^W\//, '')) ? { status: 304, headers } : { ...answer, headers, text: sent };
}

function send(outgoing: ServerResponse, answer: Answer, id: string) {
  const empty = answer.body === undefined;
  outgoing.writeHead(answer.status, {
    ...(empty ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'x-github-request-id': id.toUpperCase().slice(0, 23),
    'x-github-media-type': 'github.v3; format=json',
    server: 'github.com',
    ...answer.headers,
  });
  outgoing.end(empty ? undefined : (answer.text ?? JSON.stringify(answer.body)));
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = z.instanceof(Buffer).parse(chunk);
    size += bytes.length;
    if (size > longestBody) throw new Error('the body of a request is longer than a megabyte');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function typeOf(page: string | Uint8Array): string {
  if (typeof page !== 'string') return 'application/zip';
  return `${page.startsWith('<!doctype html>') ? 'text/html' : 'text/plain'}; charset=utf-8`;
}
