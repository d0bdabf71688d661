/** Calls a minute that Slack promises for each tier; `post` is counted by channel, `none` is never limited. */
const perMinute = { t1: 1, t2: 20, t3: 50, t4: 100, auth: 600, post: 60, none: Number.POSITIVE_INFINITY } as const;
export type Tier = keyof typeof perMinute;

/** A channel takes this many messages at once before it asks for one a second. */
const postBurst = 4;
/** All channels of a workspace together, a minute. */
const postWorkspace = 300;

interface Bucket {
  left: number;
  at: number;
}

/** Slack's rate limits as token buckets, in real time. */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #realNow: () => number;

  constructor(realNow: () => number) {
    this.#realNow = realNow;
  }

  /** Counts a call. Gives 0 when it is allowed, else the whole seconds to wait, as in Retry-After. */
  take(method: string, tier: Tier, channel = ''): number {
    if (tier === 'none') return 0;
    if (tier !== 'post') return this.#take(method, perMinute[tier], perMinute[tier]);
    const wait = this.#take(`${method} ${channel}`, postBurst, perMinute.post);
    return wait > 0 ? wait : this.#take(method, postWorkspace, postWorkspace);
  }

  #take(key: string, capacity: number, rate: number): number {
    const now = this.#realNow();
    const bucket = this.#buckets.get(key) ?? { left: capacity, at: now };
    const perMs = rate / 60_000;
    bucket.left = Math.min(capacity, bucket.left + (now - bucket.at) * perMs);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    if (bucket.left < 1) return Math.max(1, Math.ceil((1 - bucket.left) / perMs / 1000));
    bucket.left -= 1;
    return 0;
  }
}
