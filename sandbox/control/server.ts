import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen as listenAt, shut } from '../loopback.ts';
import { createMatcher, Problem, type RawRoutes, type Routes } from './router.ts';

const largestBody = 1_000_000;

export interface ControlServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on loopback. `port` null means 8080 or the next free one; a port that was asked for and is taken is an error.
 * Requests from other sites' pages are refused, because the world behind these routes obeys whoever asks.
 */
export async function listen(options: { port: number | null; routes: Routes; raw: RawRoutes }): Promise<ControlServer> {
  const match = createMatcher(options.routes);
  const matchRaw = createMatcher(options.raw);

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => sendProblem(response, error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse) {
    refuseStrangers(request);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    const raw = matchRaw(method, url.pathname);
    if (raw !== null) return raw.handler(request, response, url);
    const route = match(method, url.pathname);
    if (route === null)
      throw new Problem(404, `There is no route ${method} ${url.pathname}.`, {
        error: 'unknown_route',
        routes: Object.keys(options.routes),
      });
    const body = method === 'GET' ? {} : await readBody(request);
    const { status = 200, body: out } = await route.handler({ params: route.params, query: url.searchParams, body });
    send(response, status, out);
  }

  return {
    url: await bind(server, options.port),
    close: () => shut(server),
  };
}

async function bind(server: ReturnType<typeof createServer>, asked: number | null): Promise<string> {
  const first = asked ?? 8080;
  for (let port = first; ; port += 1) {
    try {
      return await listenAt(server, port);
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || asked !== null || port >= first + 100)
        throw new Error(`Port ${port} is not free on this machine.`, { cause: error });
    }
  }
}

/** Guards against a page elsewhere that lets the browser call here (by its origin, or by a name that resolves to us). */
function refuseStrangers(request: IncomingMessage) {
  const host = request.headers.host ?? '';
  const name = host.replace(/:\d+$/, '');
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(name))
    throw new Problem(403, 'The sandbox answers on loopback names only.', { error: 'forbidden_host' });
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`)
    throw new Problem(403, 'The sandbox answers its own page only.', { error: 'forbidden_origin' });
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) throw new Problem(413, `A body has at most ${largestBody} bytes.`, { error: 'too_large' });
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'The body is not JSON.', { error: 'invalid_body' });
  }
}

function send(response: ServerResponse, status: number, body: unknown) {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}

function sendProblem(response: ServerResponse, error: unknown) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof Problem) {
    send(response, error.status, { message: error.message, ...error.details });
    return;
  }
  console.error(error);
  send(response, 500, { error: 'internal', message: error instanceof Error ? error.message : String(error) });
}
