import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What one request is answered: an answer, or something done to the connection. `to`: what the request's path must contain. */
export type Script =
  | { status: number; headers?: Record<string, string>; body?: unknown; to?: string }
  | ((response: ServerResponse, seen: Seen) => void);

/**
 * A server that answers requests in the order of its script; the last line is for all that follow. Of requests that are made at
 * the same time, `to` says which line is whose.
 */
export async function startScriptedServer(script: Script[]) {
  const seen: Seen[] = [];
  const left = [...script];
  const lineFor = (path: string) => {
    const index = left.findIndex((line) => typeof line === 'function' || !line.to || path.includes(line.to));
    return left.length > 1 && index >= 0 ? left.splice(index, 1)[0] : left[Math.max(index, 0)];
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const entry = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(entry);
      const line = lineFor(url);
      if (typeof line === 'function') return line(response, entry);
      const { status, body } = line ?? { status: 500, body: undefined };
      response.writeHead(status, { 'content-type': 'application/json', ...line?.headers });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
