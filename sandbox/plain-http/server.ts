import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { Traffic, TrafficEntry } from '../contract.ts';
import { listen, shut } from '../loopback.ts';

export interface PlainRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface PlainAnswer {
  status: number;
  /** JSON; without it the answer is empty. */
  body?: unknown;
  headers?: Record<string, string>;
  /** What the traffic counts the request as, such as `GET /api/v2/silences`. */
  kind: string;
}

/** How the next requests are answered. `match` is a regular expression on `METHOD /path`; one request without `times`. */
export interface PlainFault {
  kind: 'http' | 'lost-answer' | 'hang';
  match?: string;
  times?: number;
  status?: number;
  /** Seconds. */
  retryAfter?: number;
}

export interface PlainServer {
  /** Such as `http://127.0.0.1:41003`. */
  readonly origin: string;
  /** What answers, for connections that were taken elsewhere. */
  readonly server: Server;
  fault(fault: PlainFault): void;
  clearFaults(): void;
  close(): Promise<void>;
}

export interface PlainService {
  world: TrafficEntry['world'];
  traffic: Traffic;
  answer(request: PlainRequest): PlainAnswer;
  /** The body that this service gives with a status of trouble. */
  trouble(status: number): unknown;
  /** What is kept of a request's body in the traffic; secrets are taken out here. */
  shown?(body: unknown): unknown;
}

/** Starts the service on loopback, on a free port. */
export async function startPlainServer(service: PlainService): Promise<PlainServer> {
  let faults: { fault: PlainFault; pattern: RegExp; left: number }[] = [];
  let origin = '';

  function take(place: string): PlainFault | undefined {
    faults = faults.filter(({ left }) => left > 0);
    const found = faults.find(({ pattern }) => pattern.test(place));
    if (found) found.left -= 1;
    return found?.fault;
  }

  function serve(request: PlainRequest, outgoing: ServerResponse): void {
    const { method, url, text } = request;
    const fault = take(`${method} ${url.pathname}`);
    const answer: PlainAnswer =
      fault?.kind === 'http' || fault?.kind === 'hang' ? troubled(service, request, fault) : service.answer(request);
    const unanswered = fault?.kind === 'hang' || fault?.kind === 'lost-answer';
    const body = readJson(text);
    service.traffic.record({
      world: service.world,
      direction: 'from-bot',
      method,
      path: url.pathname + url.search,
      status: unanswered ? 0 : answer.status,
      kind: answer.kind,
      ...(text === '' ? {} : { request: service.shown?.(body) ?? body ?? text }),
      ...(answer.body === undefined ? {} : { response: answer.body }),
    });
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'lost-answer') {
      outgoing.destroy();
      return;
    }
    const empty = answer.body === undefined;
    outgoing.writeHead(answer.status, { ...(empty ? {} : { 'content-type': 'application/json' }), ...answer.headers });
    outgoing.end(empty ? undefined : JSON.stringify(answer.body));
  }

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? 'GET',
        url: new URL(incoming.url ?? '/', origin),
        headers: incoming.headers,
        text: Buffer.concat(chunks).toString('utf8'),
      };
      serve(request, outgoing);
    });
  });
  origin = await listen(server);
  return {
    origin,
    server,
    fault: (fault) => void faults.push({ fault, pattern: new RegExp(fault.match ?? ''), left: fault.times ?? 1 }),
    clearFaults: () => {
      faults = [];
    },
    close: () => shut(server),
  };
}

function troubled(service: PlainService, { method, url }: PlainRequest, fault: PlainFault): PlainAnswer {
  const status = fault.status ?? 503;
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  return { status, body: service.trouble(status), headers, kind: `${method} ${url.pathname}` };
}

/** Undefined for what is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
