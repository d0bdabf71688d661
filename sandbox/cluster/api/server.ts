import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { listen, shut } from '../../loopback.ts';
import { administrator, type User } from '../rbac.ts';
import { Refusal, statusOf } from '../refusal.ts';
import { discovery } from './discovery.ts';
import { openApi } from './openapi.ts';
import { type Answered, answerResource, checkFormat, json, type ResourceParts } from './resources.ts';
import { review, reviewPath } from './reviews.ts';

export interface ApiParts extends ResourceParts {
  /** The bearer token that the kubeconfig holds, and whose it is. */
  token: string;
  user: User;
  /** Told of every request with the kubeconfig's token when it was carried out, before it is answered. */
  onRequest?: ((request: ApiRequest) => void) | undefined;
}

/** `kind`: the verb and the path without a query; the verb of a watch is WATCH. */
export interface ApiRequest {
  kind: string;
  method: string;
  path: string;
  status: number;
}

/** `away` breaks every connection off; `overloaded` answers 429 as an API server that has too much to do. */
export type ApiTrouble = 'away' | 'overloaded';

export interface RunningApi {
  readonly origin: string;
  /** What answers, for connections that were taken elsewhere. */
  readonly server: Server;
  /** From now on, or no longer. */
  trouble(trouble: ApiTrouble | null): void;
  close(): Promise<void>;
}

const longestBody = 3_000_000;

/** Starts the API server on loopback. Port 0 takes a free one. */
export async function startApi(parts: ApiParts, port: number): Promise<RunningApi> {
  let origin = '';
  let trouble: ApiTrouble | null = null;
  const server = createServer((incoming, outgoing) => {
    if (trouble === 'away') {
      incoming.destroy();
      return;
    }
    if (trouble === 'overloaded') {
      const body = statusOf(new Refusal('TooManyRequests', 'too many requests, please try again later'));
      outgoing.setHeader('retry-after', '1');
      send(outgoing, { status: 429, body });
      return;
    }
    serve(parts, origin, incoming, outgoing).catch((error: unknown) => {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const refusal =
        error instanceof Refusal ? error : new Refusal('InternalError', `the simulated cluster failed: ${why}`);
      if (outgoing.headersSent) outgoing.destroy();
      else {
        told(parts, incoming, refusal.code);
        send(outgoing, { status: refusal.code, body: statusOf(refusal) });
      }
    });
  });
  origin = await listen(server, port);
  return {
    origin,
    server,
    trouble(next) {
      trouble = next;
      // Watches break off as well.
      if (next !== null) server.closeAllConnections();
    },
    close: () => shut(server),
  };
}

async function serve(parts: ApiParts, origin: string, incoming: IncomingMessage, outgoing: ServerResponse) {
  const url = new URL(incoming.url ?? '/', origin);
  const method = incoming.method ?? 'GET';
  const text = await readBody(incoming);
  // kubectl sends no token over plain HTTP, and is its person's; the SDK does, and a wrong one is refused.
  const { authorization } = incoming.headers;
  if (authorization !== undefined && authorization !== `Bearer ${parts.token}`)
    throw new Refusal('Unauthorized', 'Unauthorized');
  const user = authorization === undefined ? administrator : parts.user;
  if (method === 'GET' && ['/healthz', '/livez', '/readyz'].includes(url.pathname)) {
    send(outgoing, { status: 200, text: 'ok' });
    return;
  }
  const known = method === 'GET' ? (discovery(url.pathname, new URL(origin).host) ?? openApi(url.pathname)) : undefined;
  if (known !== undefined) {
    send(outgoing, { status: 200, body: known });
    return;
  }
  const header = (name: string) => incoming.headers[name]?.toString() ?? '';
  if (url.pathname === reviewPath && method === 'POST') {
    checkFormat({ method, text, header });
    send(outgoing, { status: 201, body: review(parts.state.store, user, json(text)) });
    return;
  }
  const answer = answerResource(parts, { method, url, text, header, user, outgoing });
  if (answer === 'streaming') return told(parts, incoming, 200);
  if (answer === undefined)
    throw new Refusal(
      'NotFound',
      `the server could not find the requested resource: the sandbox has no ${method} ${url.pathname}`,
    );
  told(parts, incoming, answer.status);
  send(outgoing, answer);
}

function told({ onRequest }: ApiParts, { method = 'GET', url = '/', headers }: IncomingMessage, status: number): void {
  if (headers.authorization === undefined) return;
  const { pathname: path, searchParams } = new URL(url, 'http://127.0.0.1');
  const verb = ['true', '1'].includes(searchParams.get('watch') ?? '') ? 'WATCH' : method;
  onRequest?.({ kind: `${verb} ${path}`, method, path, status });
}

function send(outgoing: ServerResponse, { status, body, text }: Answered) {
  outgoing.writeHead(status, { 'content-type': text === undefined ? 'application/json' : 'text/plain' });
  outgoing.end(text ?? JSON.stringify(body));
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = z.instanceof(Buffer).parse(chunk);
    size += bytes.length;
    if (size > longestBody) throw new Refusal('BadRequest', 'the body of a request is longer than three megabytes');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
