import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { listen, shut } from '../loopback.ts';
import type { EndpointSeed } from './seed.ts';
import type { Process, Serving } from './serving.ts';

export interface Endpoints {
  /** `http://127.0.0.1:PORT`; whom is asked is said by the Host header. */
  readonly url: string;
  /** What answers, for connections that were taken elsewhere. */
  readonly server: Server;
  /** Host names that answer. Beside them `<service>.<namespace>.svc` of every Service of the cluster. */
  readonly hosts: readonly string[];
  close(): Promise<void>;
}

/** A process that takes longer than this does not answer any more. Real ms. */
const longest = 30_000;

/** `kind`: whom is asked and for what, as in `GET api.example.com/health`. */
export interface ServiceRequest {
  kind: string;
  method: string;
  path: string;
  status: number;
}

const usualPaths = ['/', '/health', '/ready', '/ws'];

/**
 * The addresses of the services: real sockets, behind which the processes of this world answer with their errors and as slowly as they
 * are. Latency is real time here: whoever asks waits for it.
 */
export async function listenAsServices(
  serving: Serving,
  seed: Readonly<Record<string, EndpointSeed>>,
  onRequest: (request: ServiceRequest) => void = () => {},
): Promise<Endpoints> {
  /** How many requests of a process have failed so far, in parts of one. */
  const owed = new Map<string, number>();
  let asked = 0;

  function who(request: IncomingMessage): { from: Process[]; paths: readonly string[] } | null {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    const known = seed[host];
    if (known !== undefined) {
      const { service, environment, deployment, preview, paths } = known;
      const all = serving.processes().filter((each) => each.service === service && each.environment === environment);
      const fit = all.filter((each) => each.ready && (deployment === undefined || each.app === deployment));
      if (preview) {
        const last = Math.max(...fit.map(({ since }) => since));
        const newest = fit.find(({ since }) => since === last)?.version;
        return { from: fit.filter(({ version }) => version === newest), paths };
      }
      const served = fit.filter(({ conduct }) => conduct.requestsPerSecond > 0);
      return { from: deployment === undefined && served.length > 0 ? served : fit, paths };
    }
    const [, service = '', namespace = ''] = /^([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?$/.exec(host) ?? [];
    return service === '' ? null : { from: serving.behind(namespace, service), paths: usualPaths };
  }

  /** In turn, by their share of the traffic, so that a tenth of the traffic is a tenth of the answers. */
  function choose(from: readonly Process[]): Process | undefined {
    const weights = from.map(({ conduct }) => conduct.requestsPerSecond || 1e-6);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    // The golden ratio spreads successive numbers evenly.
    const at = ((asked * 0.618_033_988_75) % 1) * total;
    asked += 1;
    let passed = 0;
    return from.find((_, index) => {
      passed += weights[index] ?? 0;
      return at < passed;
    });
  }

  function fails({ name, conduct }: Process): boolean {
    const now = (owed.get(name) ?? 0) + conduct.errors;
    owed.set(name, now >= 1 ? now - 1 : now);
    return now >= 1;
  }

  type Answer = { status: number; body: unknown; after: number };
  function answer(request: IncomingMessage): Answer {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const found = who(request);
    if (found === null) return { status: 404, body: { error: 'no service of this world has that name' }, after: 0 };
    const process = choose(found.from);
    if (process === undefined) return { status: 503, body: { error: 'no healthy upstream' }, after: 0 };
    const after = Math.min(longest, process.conduct.latency * 1_000);
    if (!found.paths.includes(pathname)) return { status: 404, body: { error: 'not found' }, after };
    if (fails(process)) return { status: 500, body: { error: 'internal server error' }, after };
    const { service, version } = process;
    return { status: 200, body: { status: 'ok', service, version }, after };
  }

  function told({ method = 'GET', url = '/', headers: { host = '' } }: IncomingMessage, status: number): void {
    const { pathname: path } = new URL(url, 'http://localhost');
    onRequest({ kind: `${method} ${host}${path}`, method, path, status });
  }

  const timers = new Set<NodeJS.Timeout>();
  function later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const { status, body, after } = answer(request);
    later(after, () => {
      told(request, status);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { status, body, after } = answer(request);
    later(after, () => {
      told(request, status);
      if (status !== 200) return void socket.end(`HTTP/1.1 ${status} \r\nconnection: close\r\n\r\n`);
      sockets.handleUpgrade(request, socket, head, (open) => {
        open.send(JSON.stringify(body));
        open.on('message', (data, isBinary) => open.send(data, { binary: isBinary }));
      });
    });
  });
  return {
    url: await listen(server),
    server,
    hosts: Object.keys(seed),
    close() {
      for (const timer of timers) clearTimeout(timer);
      for (const open of sockets.clients) open.terminate();
      return shut(server);
    },
  };
}
