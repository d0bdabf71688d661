import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant, Millis } from '../../model/time.ts';
import { minute, second } from '../../model/time.ts';

/** As Slack advises: older requests may have been captured. */
const oldest: Millis = 5 * minute;
/**
 * Clocks differ by seconds, not by minutes. A signature of the future would outlive the memory of replays, so what is further
 * ahead is refused.
 */
const furthest: Millis = minute;

export type Judged = { ok: true; forget: () => void } | { ok: false; why: string };

/**
 * Judges signed requests: Slack's v0 signature over the raw bytes, made within the last five minutes, and not seen before. The
 * memory is this process's; another replica is protected by the inbox, which stores each key once.
 */
export class SignatureJudge {
  readonly #secret: string;
  readonly #now: () => Instant;
  /** Signature → when it stops being valid; in the order of arrival. */
  readonly #seen = new Map<string, Instant>();

  /** `now` is the real clock. */
  constructor(secret: string, now: () => Instant) {
    this.#secret = secret;
    this.#now = now;
  }

  /** `forget` lets the sender repeat a request that could not be taken in. */
  judge(headers: { timestamp: string; signature: string }, body: Buffer): Judged {
    const { timestamp, signature } = headers;
    if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, why: 'X-Slack-Request-Timestamp is missing or malformed' };
    const age = this.#now() - Number(timestamp) * second;
    if (age > oldest) return { ok: false, why: 'the request is too old' };
    if (age < -furthest) return { ok: false, why: 'the request is from the future' };
    const expected = createHmac('sha256', this.#secret).update(`v0:${timestamp}:`).update(body).digest();
    const [, given = ''] = /^v0=([0-9a-f]{64})$/.exec(signature) ?? [];
    const bytes = Buffer.from(given, 'hex');
    if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) {
      return { ok: false, why: 'the signature does not fit the body' };
    }
    this.#tidy();
    if (this.#seen.has(given)) return { ok: false, why: 'the request was sent before' };
    this.#seen.set(given, this.#now() + oldest + furthest);
    return { ok: true, forget: () => void this.#seen.delete(given) };
  }

  #tidy(): void {
    for (const [signature, until] of this.#seen) {
      if (until >= this.#now()) return;
      this.#seen.delete(signature);
    }
  }
}
