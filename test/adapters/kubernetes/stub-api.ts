import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClusters } from '../../../src/adapters/kubernetes/clusters.ts';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** An API server that says what it is told to say, and the adapter on it. */
export async function openStub(answer: (asked: Asked, outgoing: ServerResponse) => void, timeout = 5_000) {
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const url = new URL(incoming.url ?? '/', 'http://stub');
    const { method = 'GET', headers } = incoming;
    answer({ method, path: url.pathname, query: url.searchParams, headers, body }, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = await mkdtemp(path.join(tmpdir(), 'stub-'));
  const file = path.join(folder, 'kubeconfig');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(
    file,
    JSON.stringify({
      clusters: [{ name: 'stub', cluster: { server: address, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'bot', user: { token: 'hush-hush' } }],
      contexts: [{ name: 'production', context: { cluster: 'stub', user: 'bot' } }],
    }),
  );
  const stopping = new AbortController();
  const trouble: unknown[] = [];
  return {
    trouble,
    clusters: createClusters({
      settings: { files: [file], inCluster: null, names: ['production'] },
      stopping: stopping.signal,
      timeout,
      now: () => 1_000_000,
      onCall: () => {},
      onTrouble: (each) => void trouble.push(each),
    }),
    async close() {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** As Kubernetes refuses. */
export function refuse(outgoing: ServerResponse, code: number, reason: string, message: string): void {
  outgoing.writeHead(code, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify({ kind: 'Status', status: 'Failure', code, reason, message }));
}

export function give(outgoing: ServerResponse, body: unknown, status = 200): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify(body));
}
