import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { type Ack, dispatchFailed, type Envelope, type Retry } from './envelope.ts';

const answer = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() });
/** The client gives up on a connection that is not pinged for thirty seconds. */
const usualPingMs = 5_000;
/** Pings that may stay unanswered. */
const patience = 2;
/** Real milliseconds for a client to answer a closing handshake. */
const goodbye = 300;

export interface SocketModeOptions {
  appId: string;
  ackTimeoutMs: number;
  pingEveryMs?: number | undefined;
  /** Called when a connection opens or closes. */
  changed: () => void;
}

interface Waiting {
  socket: WebSocket;
  resolve: (ack: Ack) => void;
}

/** Slack's side of Socket Mode: connections by ticket, envelopes in turn over them, and acknowledgements by envelope id. */
export class SocketMode {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #options: SocketModeOptions;
  readonly #tickets = new Set<string>();
  readonly #sockets: WebSocket[] = [];
  /** Pings in a row that a connection has not answered. */
  readonly #silent = new WeakMap<WebSocket, number>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #pings: NodeJS.Timeout;
  #turn = 0;

  constructor(options: SocketModeOptions) {
    this.#options = options;
    this.#pings = setInterval(() => {
      for (const socket of [...this.#sockets]) this.#ping(socket);
    }, options.pingEveryMs ?? usualPingMs);
    this.#pings.unref();
  }

  get connections(): number {
    return this.#sockets.length;
  }

  /** Registers a ticket that opens one connection. */
  admit(ticket: string): void {
    this.#tickets.add(ticket);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => this.#welcome(client));
  }

  /** Sends an envelope over the next connection and waits for its acknowledgement. */
  send(envelope: Envelope, id: string, retry?: Retry): Promise<Ack> {
    const socket = this.#sockets[this.#turn++ % Math.max(1, this.#sockets.length)];
    if (socket === undefined) return Promise.resolve(dispatchFailed);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, dispatchFailed), this.#options.ackTimeoutMs);
      const finish = (ack: Ack) => {
        clearTimeout(timer);
        resolve(ack);
      };
      this.#settle(id, dispatchFailed);
      this.#waiting.set(id, { socket, resolve: finish });
      const { type, payload, acceptsResponse } = envelope;
      const repeated = retry && { retry_attempt: retry.attempt, retry_reason: retry.reason };
      const counted = type === 'events_api' ? { retry_attempt: 0, retry_reason: '' } : {};
      socket.send(
        JSON.stringify({
          envelope_id: id,
          payload,
          type,
          accepts_response_payload: acceptsResponse,
          ...counted,
          ...repeated,
        }),
      );
    });
  }

  /** Tells every connection to come back on a new one, as Slack does every few hours. */
  refresh(): void {
    for (const socket of this.#sockets)
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  }

  /** Cuts every connection without a word, as a broken network does. */
  cut(): void {
    for (const socket of [...this.#sockets]) socket.terminate();
  }

  /** Says goodbye to every connection; one that does not answer soon is cut. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, dispatchFailed);
    await Promise.all([...this.#sockets].map(sayGoodbye));
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    this.#sockets.push(socket);
    socket.on('message', (data) => this.#receive(data));
    socket.on('pong', () => this.#silent.delete(socket));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#forget(socket));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.length,
        debug_info: { host: 'applink-sandbox', approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#options.appId },
      }),
    );
    this.#options.changed();
  }

  /** Slack lets go of a client that answers no more, as that of a frozen process. */
  #ping(socket: WebSocket): void {
    const silent = this.#silent.get(socket) ?? 0;
    if (silent >= patience) socket.terminate();
    else socket.ping();
    this.#silent.set(socket, silent + 1);
  }

  #receive(data: RawData): void {
    const parsed = answer.safeParse(parseJson(data));
    if (parsed.success) this.#settle(parsed.data.envelope_id, { acked: true, payload: parsed.data.payload });
  }

  #forget(socket: WebSocket): void {
    const index = this.#sockets.indexOf(socket);
    if (index >= 0) this.#sockets.splice(index, 1);
    for (const [id, waiting] of [...this.#waiting]) {
      if (waiting.socket === socket) this.#settle(id, dispatchFailed);
    }
    this.#options.changed();
  }

  #settle(id: string, ack: Ack): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.resolve(ack);
  }
}

function sayGoodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), goodbye);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1001);
  });
}

function parseJson(data: RawData): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
