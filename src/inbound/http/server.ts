import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Millis } from '../../model/time.ts';
import { second } from '../../model/time.ts';
import type { Log } from '../../ports/log.ts';

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** One thing that must be in order before work is sent here. `check` answers why it is not, or null. */
export interface ReadinessCheck {
  name: string;
  check(): Promise<string | null> | string | null;
  /** Work is done all the same, only later: it is told as a warning, and the answer stays 200. */
  slowsOnly?: boolean;
}

export interface HttpServerParts {
  host: string;
  /** 0 for any free one. */
  port: number;
  readiness: readonly ReadinessCheck[];
  /** A registry of prom-client. */
  metrics: { contentType: string; metrics(): Promise<string> };
  /** By exact path. */
  routes: Record<string, HttpHandler>;
  log: Log;
}

export interface HttpServer {
  /** Resolves with the port when it listens. Rejects when the port is taken. */
  start(): Promise<number>;
  /** Answers no new request with readiness, lets those under way end, and closes. */
  stop(): Promise<void>;
}

const checkPatience: Millis = 2 * second;
const closePatience: Millis = 5 * second;

/** `/healthz`: the process answers. `/readyz`: every check passes. `/metrics`: for Prometheus. And the given routes. */
export function createHttpServer(parts: HttpServerParts): HttpServer {
  const { log } = parts;
  let stopping = false;

  const own: Record<string, HttpHandler> = {
    '/healthz': async (_request, response) => text(response, 200, 'ok\n'),
    '/readyz': async (_request, response) => {
      const { troubles, warnings } = stopping ? { troubles: ['stopping'], warnings: [] } : await look(parts.readiness);
      const ready = troubles.length === 0;
      json(response, ready ? 200 : 503, { ready, troubles, ...(warnings.length === 0 ? {} : { warnings }) });
    },
    '/metrics': async (_request, response) => {
      response.writeHead(200, { 'content-type': parts.metrics.contentType }).end(await parts.metrics.metrics());
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const mine = Object.hasOwn(own, path) ? own[path] : undefined;
    if (mine) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return text(response, 405, 'only GET\n');
      return mine(request, response);
    }
    const route = Object.hasOwn(parts.routes, path) ? parts.routes[path] : undefined;
    return route ? route(request, response) : text(response, 404, 'there is nothing here\n');
  }

  const server = createServer((request, response) => {
    // A handler that rejects must neither leave the sender waiting nor end the process.
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, path: request.url?.split('?')[0] }, 'a request failed');
      if (response.headersSent) response.destroy();
      else text(response, 500, 'something failed\n');
    });
  });
  server.requestTimeout = 30 * second;
  server.headersTimeout = 10 * second;

  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(parts.port, parts.host, () => {
          server.off('error', reject);
          server.on('error', (error) => log.error({ err: error }, 'the http server has trouble'));
          resolve(portOf(server.address()));
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        stopping = true;
        if (!server.listening) return resolve();
        const timer = setTimeout(() => server.closeAllConnections(), closePatience);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

async function look(checks: readonly ReadinessCheck[]): Promise<{ troubles: string[]; warnings: string[] }> {
  const answers = await Promise.all(checks.map(async (check) => ({ ...check, answer: await examine(check) })));
  const told = (slowsOnly: boolean) =>
    answers.flatMap((one) => (one.answer !== null && (one.slowsOnly ?? false) === slowsOnly ? [one.answer] : []));
  return { troubles: told(false), warnings: told(true) };
}

async function examine({ name, check }: ReadinessCheck): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer in time'), checkPatience);
  });
  try {
    const trouble = await Promise.race([Promise.resolve().then(check), late]);
    return trouble === null ? null : `${name}: ${trouble}`;
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    clearTimeout(timer);
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function text(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(words);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
