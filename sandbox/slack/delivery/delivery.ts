import type { Balanced, Traffic } from '../../contract.ts';
import type { Ack, Envelope, Retry } from './envelope.ts';
import { postSigned, type SignedHttpOptions } from './signed-http.ts';
import type { SocketMode } from './socket-mode.ts';

/** Real milliseconds before Slack sends an event again that was not acknowledged. */
const eventRetries = [0, 60_000, 300_000];

export interface DeliveryOptions extends Omit<SignedHttpOptions, 'url'> {
  socket: SocketMode;
  traffic: Traffic;
  guid: () => string;
}

/** Takes envelopes to the bot, over Socket Mode or to its request URL, and logs each with what came back. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  #to: string | Balanced | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** The bot's request URL, or those of several; null for Socket Mode. */
  toUrl(target: string | Balanced | null): void {
    this.#to = target;
  }

  newId(): string {
    return this.#options.guid();
  }

  async send(envelope: Envelope, id: string, retry?: Retry): Promise<Ack> {
    const { socket, traffic } = this.#options;
    const to = this.#to;
    const url = to === null || typeof to === 'string' ? to : to.next();
    const ack =
      url === null
        ? await socket.send(envelope, id, retry)
        : await postSigned({ ...this.#options, url }, envelope, retry);
    traffic.record({
      world: 'slack',
      direction: 'to-bot',
      method: url === null ? 'SOCKET' : 'POST',
      path: url === null ? envelope.type : new URL(url).pathname,
      status: ack.acked ? 200 : 0,
      kind: envelope.kind,
      request: envelope.payload,
      response: ack.acked ? ack.payload : ack.error,
    });
    return ack;
  }

  /** Sends an event, and up to three times again until it is acknowledged. */
  async sendEvent(envelope: Envelope): Promise<void> {
    const id = this.newId();
    const attempt = async (number: number): Promise<void> => {
      const ack = await this.send(envelope, id, number === 0 ? undefined : { attempt: number, reason: 'timeout' });
      const wait = eventRetries[number];
      if (ack.acked || wait === undefined) return;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        void attempt(number + 1);
      }, wait);
      timer.unref();
      this.#timers.add(timer);
    };
    await attempt(0);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
