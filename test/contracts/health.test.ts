import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createHealth } from '../../src/adapters/http-probe/probe.ts';
import type { Probe } from '../../src/ports/health.ts';
import { createFakeHealth } from '../fakes/health.ts';
import { type Answer, healthContract } from './health.contract.ts';

healthContract('in memory', async () => {
  const health = createFakeHealth();
  let addresses = 0;
  return {
    health,
    async serve(answer) {
      const url = `http://service-${++addresses}.example/`;
      const heard = (check: Parameters<typeof health.probe>[0]) => told(answer, check);
      health.answer(url, heard);
      health.answer(url.replace('http:', 'ws:'), heard);
      return url;
    },
    async nobody() {
      health.answer('ws://nobody.example/', () => ({ ok: false, took: 1, says: 'It does not open a WebSocket.' }));
      return 'http://nobody.example/';
    },
    close: async () => {},
  };
});

/** What the adapter would say of it. */
function told(
  answer: Answer,
  { kind, status, contains, within }: Parameters<ReturnType<typeof createFakeHealth>['probe']>[0],
): Probe {
  const bad = (says: string): Probe => ({ ok: false, took: 1, says });
  const right: Probe = { ok: true, took: 1 };
  const late = bad(`It did not answer within ${within / 1_000} s.`);
  if (answer === 'silent') return late;
  if (answer === 'closing') return contains === null ? right : bad('It closed the connection before it said anything.');
  if (answer === 'endless') return contains === null ? right : bad('Its answer does not contain what it should.');
  if ('socket' in answer) {
    if (contains === null) return right;
    if (answer.socket === null) return late;
    return answer.socket.includes(contains) ? right : bad('Its first message does not contain what it should.');
  }
  if (kind === 'websocket') return bad('It does not open a WebSocket.');
  if (!status.includes(answer.status)) {
    const redirect = answer.location === undefined ? '' : ', a redirect, which is not followed';
    return bad(`It answered ${answer.status}${redirect}; ${status.join(' or ')} is right.`);
  }
  return contains === null || answer.body.includes(contains)
    ? right
    : bad('Its answer does not contain what it should.');
}

healthContract('over real sockets', async () => {
  const closing: (() => void)[] = [];
  const listen = async (server: Server) => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  return {
    health: createHealth(),
    serve: (answer) => listen(serverOf(answer)),
    async nobody() {
      const server = createServer();
      const url = await listen(server);
      server.close();
      return url;
    },
    close: async () => {
      for (const close of closing) close();
    },
  };
});

function serverOf(answer: Answer): Server {
  const server = createServer((_, response) => {
    if (answer === 'endless') {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    } else if (typeof answer === 'object' && 'status' in answer)
      response
        .writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location })
        .end(answer.body);
  });
  if (answer !== 'closing' && (typeof answer !== 'object' || !('socket' in answer))) return server;
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    if (answer === 'closing') socket.close();
    else if (answer.socket !== null) socket.send(answer.socket);
  });
  return server;
}

test('a simulation answers for every address: it is asked in their name, whatever they are', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url} ${request.headers['user-agent']}`);
    response.end('ok');
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (_, request) => asked.push(`${request.headers.host} ${request.url}`));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const health = createHealth(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const usual = { status: [200], contains: null, within: 5_000 };
  const http = await health.probe({ ...usual, kind: 'http', url: 'https://api.example.com/health?deep=1' });
  const socket = await health.probe({ ...usual, kind: 'websocket', url: 'wss://feed.example.com:8443/ws' });
  server.closeAllConnections();
  server.close();
  expect([http.ok, socket.ok]).toEqual([true, true]);
  expect(asked).toEqual(['api.example.com /health?deep=1 quarterdeck', 'feed.example.com:8443 /ws']);
});

test.each(['http', 'websocket'] as const)('no secret of an address is told: %s', async (kind) => {
  const scheme = kind === 'http' ? 'http' : 'ws';
  for (const url of [
    `${scheme}://user:geheim@127.0.0.1:1/?token=geheim`,
    `${scheme}://geheim.invalid/?token=geheim`,
    `${scheme}://[geheim`,
  ]) {
    const probe = await createHealth().probe({ kind, url, status: [200], contains: null, within: 2_000 });
    expect(probe.ok).toBe(false);
    expect(JSON.stringify(probe)).not.toContain('geheim');
  }
});
