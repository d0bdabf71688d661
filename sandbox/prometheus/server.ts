import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listen, shut } from '../loopback.ts';
import { answer, failed, type Means } from './api.ts';

/**
 * What can befall it: `away` breaks every connection off, `overloaded` answers 503 with its own words, `proxy` answers as a gateway before
 * it that finds nobody there.
 */
export type Trouble = 'away' | 'overloaded' | 'proxy';

export interface PrometheusServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What answers, for connections that were taken elsewhere. */
  readonly server: Server;
  /** From now on, or no longer. */
  trouble(trouble: Trouble | null): void;
  close(): Promise<void>;
}

export interface PrometheusOptions extends Means {
  /** The whole header that requests have to bring, as in `Bearer abc`; null lets everybody in, as Prometheus does by itself. */
  authorization: string | null;
  /** Told of every request. */
  onRequest?: (request: { method: string; path: string; status: number }) => void;
}

const largestBody = 1_000_000;

/** Listens on loopback, on a free port. */
export async function listenAsPrometheus(options: PrometheusOptions): Promise<PrometheusServer> {
  let trouble: Trouble | null = null;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const given = new URLSearchParams(searchParams);
    for (const [name, value] of await readForm(request)) given.append(name, value);
    const send = (status: number, type: string, text: string) => {
      options.onRequest?.({ method: request.method ?? '', path: pathname, status });
      response.writeHead(status, { 'content-type': type }).end(text);
    };
    if (trouble === 'away') return void response.destroy();
    if (trouble === 'proxy') return send(502, 'text/html', '<h1>502 Bad Gateway</h1>');
    if (options.authorization !== null && request.headers.authorization !== options.authorization)
      return send(401, 'text/plain', 'Unauthorized\n');
    if (pathname === '/-/ready') return send(200, 'text/plain', 'Prometheus Server is Ready.\n');
    if (request.method !== 'GET' && request.method !== 'POST') return send(405, 'text/plain', 'Method Not Allowed\n');
    const made =
      trouble === 'overloaded'
        ? failed(503, 'timeout', 'query timed out in expression evaluation')
        : answer(options, pathname, given);
    if (made === null) return send(404, 'text/plain', '404 page not found\n');
    send(made.status, 'application/json', JSON.stringify(made.body));
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error);
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify(failed(500, 'internal', String(error)).body));
    });
  });
  return {
    url: await listen(server),
    server,
    trouble(next) {
      trouble = next;
      if (next === 'away') server.closeAllConnections();
    },
    close: () => shut(server),
  };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return new URLSearchParams();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) return new URLSearchParams();
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
