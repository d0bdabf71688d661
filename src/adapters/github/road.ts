import type { Instant, Millis } from '../../model/time.ts';

const burst = 10;
const refill: Millis = 1_000;

/**
 * The way to GitHub that all requests of this process share. A rate limit closes it for everybody. Writes are paced: GitHub
 * asks for a second between them, and limits them by the minute; a deployment needs a few at once, so ten may go together
 * and afterwards one a second.
 */
export class Road {
  #closedUntil: Instant = 0;
  #writes: Instant[] = [];

  /** Until when a rate limit keeps everybody waiting; 0 when the road is open. */
  closedUntil(now: Instant): Instant {
    return this.#closedUntil > now ? this.#closedUntil : 0;
  }

  close(until: Instant): void {
    this.#closedUntil = Math.max(this.#closedUntil, until);
  }

  /** Books a write and says when it may go. */
  write(now: Instant): Instant {
    this.#writes = this.#writes.filter((at) => at > now - burst * refill);
    const last = this.#writes.at(-1) ?? 0;
    const at = this.#writes.length < burst ? now : Math.max(now, last + refill);
    this.#writes.push(at);
    return at;
  }
}
