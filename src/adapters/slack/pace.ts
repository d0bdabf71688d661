import type { Instant, Millis } from '../../model/time.ts';
import { minute, second } from '../../model/time.ts';

/** What is limited together: a method, or a method in one channel. */
export interface Lane {
  name: string;
  perMinute: number;
  /** How many may go at once after a pause. */
  burst: number;
}

/** Approvals and ends are urgent; edits that only show progress come last. */
export type Priority = 'urgent' | 'normal' | 'progress';

/** One thing that wants to be sent; the same `key` asks again until it may go. */
export interface Work {
  key: string;
  lanes: readonly Lane[];
  priority: Priority;
}

interface Waiter {
  rank: number;
  order: number;
  /** Forgotten when it has not asked again by then. */
  until: Instant;
}

interface Bucket {
  tokens: number;
  at: Instant;
  closedUntil: Instant;
  waiters: Map<string, Waiter>;
}

const ranks: Record<Priority, number> = { urgent: 0, normal: 1, progress: 2 };

/**
 * Token buckets with a queue: who may send now, and who should ask again when. Nothing is kept but numbers, so what is sent in
 * the end is always the newest. Time is the real clock's and given by the caller.
 */
export class Pace {
  readonly #buckets = new Map<string, Bucket>();
  readonly #times: number;
  #order = 0;

  /** `times`: how many times as much is sent as the lanes say. */
  constructor(times = 1) {
    this.#times = times;
  }

  /** 0 when it may go now (and counts as sent); else after how long to ask again. */
  ask(work: Work, now: Instant): Millis {
    let wait = 0;
    for (const lane of work.lanes) wait = Math.max(wait, this.#wait(work, lane, now));
    for (const lane of work.lanes) {
      const bucket = this.#bucket(lane, now);
      if (wait === 0) {
        bucket.tokens -= 1;
        bucket.waiters.delete(work.key);
      } else {
        const order = bucket.waiters.get(work.key)?.order ?? this.#order++;
        bucket.waiters.set(work.key, { rank: ranks[work.priority], order, until: now + wait + 10 * second });
      }
    }
    this.#tidy(now);
    return Math.ceil(wait);
  }

  /** Slack said to come back after `wait`: nothing of the lane goes before. */
  close(lane: Lane, wait: Millis, now: Instant): void {
    const bucket = this.#bucket(lane, now);
    bucket.closedUntil = Math.max(bucket.closedUntil, now + wait);
    bucket.tokens = Math.min(bucket.tokens, 1);
  }

  #wait({ key, priority }: Work, lane: Lane, now: Instant): Millis {
    const bucket = this.#bucket(lane, now);
    const each = minute / (lane.perMinute * this.#times);
    const mine = bucket.waiters.get(key);
    const rank = ranks[priority];
    const order = mine?.order ?? this.#order;
    let ahead = 0;
    for (const [other, waiter] of bucket.waiters) {
      if (other === key) continue;
      if (waiter.until < now) bucket.waiters.delete(other);
      else if (waiter.rank < rank || (waiter.rank === rank && waiter.order < order)) ahead += 1;
    }
    if (bucket.closedUntil > now) return bucket.closedUntil - now + ahead * each;
    const missing = 1 + ahead - bucket.tokens;
    // A rounding error of the refill must not cost another round.
    return missing <= 1e-6 ? 0 : missing * each;
  }

  #bucket(lane: Lane, now: Instant): Bucket {
    const bucket = this.#buckets.get(lane.name);
    if (!bucket) {
      const fresh = { tokens: lane.burst * this.#times, at: now, closedUntil: 0, waiters: new Map() };
      this.#buckets.set(lane.name, fresh);
      return fresh;
    }
    const passed = Math.max(0, now - bucket.at);
    bucket.tokens = Math.min(
      lane.burst * this.#times,
      bucket.tokens + (passed * lane.perMinute * this.#times) / minute,
    );
    bucket.at = now;
    return bucket;
  }

  /** Lanes of single messages come and go; those that nobody has used for ten minutes are forgotten. */
  #tidy(now: Instant): void {
    if (this.#buckets.size < 500) return;
    for (const [name, bucket] of this.#buckets) {
      if (bucket.at < now - 10 * minute && bucket.closedUntil < now) this.#buckets.delete(name);
    }
  }
}
