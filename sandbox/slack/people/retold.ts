import type { Outcome } from '../../contract.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Ack, Envelope } from '../delivery/envelope.ts';

/** Tells the bot what people do, and keeps the last thing so that it can be told again, as Slack's retries do. */
export class Retold {
  readonly #delivery: Delivery;
  #last: ((attempt: number) => Promise<Outcome>) | undefined;
  #attempts = 0;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  tell(envelope: Envelope, after: (ack: Ack) => Outcome): Promise<Outcome> {
    const id = this.#delivery.newId();
    const send = async (attempt: number) => {
      const retry = attempt === 0 ? undefined : { attempt, reason: 'timeout' };
      return after(await this.#delivery.send(envelope, id, retry));
    };
    this.#last = send;
    this.#attempts = 0;
    return send(0);
  }

  /** The same payload and envelope id once more. */
  again(): Promise<Outcome> {
    if (this.#last === undefined) {
      return Promise.resolve({ acked: false, status: 404, error: 'nobody has done anything yet' });
    }
    this.#attempts += 1;
    return this.#last(this.#attempts);
  }
}
