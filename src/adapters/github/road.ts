import type { Instant, Millis } from '../../model/time.ts';
import type { Api } from './sending.ts';

const burst = 10;
const refill: Millis = 1_000;

/**
 * The way to GitHub that all requests of this process share. A rate limit closes it for everybody who asks the same API. Writes are paced: GitHub
 * asks for a second between them, and limits them by the minute; a deployment needs a few at once, so ten may go together
 * and afterwards one a second.
 */
export class Road {
  readonly #closedUntil: Record<Api, Instant> = { rest: 0, graphql: 0 };
  #writes: Instant[] = [];

  /** Until when a rate limit keeps everybody waiting; 0 when the road is open. */
  closedUntil(now: Instant, api: Api): Instant {
    const until = this.#closedUntil[api];
    return until > now ? until : 0;
  }

  /** For one API, or for both. */
  close(until: Instant, api: Api | null): void {
    for (const each of api ? [api] : (['rest', 'graphql'] as const))
      this.#closedUntil[each] = Math.max(this.#closedUntil[each], until);
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
