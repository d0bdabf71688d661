import type { Notice } from '../model/notice.ts';
import type { Instant } from '../model/time.ts';

/** Where a message is. `permalink` is what people can follow; null when it could not be built. */
export interface Posted {
  channelId: string;
  ts: string;
  permalink: string | null;
}

interface DeliveryBase {
  /** Of this row; stable over tries and restarts. */
  id: string;
  notice: Notice;
  /**
   * True when an earlier try got as far as `starting` and was never settled: it may have been posted, so it must be looked
   * for (by the anchor or key in its metadata) before it is posted again.
   */
  started: boolean;
  /** How often it failed before. */
  tries: number;
  /** When it was first written, by the real clock. */
  writtenAt: Instant;
}

/** One thing to deliver now. Nothing else of the same anchor's message, thread or key is in flight anywhere meanwhile. */
export type Delivery =
  /** Post it (`posted` null) or edit it; `version` grows with every change, and `notice` is the newest. */
  | (DeliveryBase & { kind: 'message'; anchor: string; channel: string; version: number; posted: Posted | null })
  /** Add to the thread of `parent`; replies of an anchor come one after the other, in the order in which they were written. */
  | (DeliveryBase & { kind: 'reply'; anchor: string; key: string; parent: Posted })
  | (DeliveryBase & { kind: 'whisper'; key: string; person: string; channel: string; responseUrl: string | null });

/**
 * The reading side of what `Chat` wrote, for the courier. A delivery that was claimed belongs to this process until it is
 * settled by `delivered`, `later`, `undeliverable` or `release`; if the process dies it is free at once.
 */
export interface Outbox {
  /** Claims up to `limit` deliveries that are due (real clock), oldest first. Empty when there is nothing to do. */
  claim(limit: number): Promise<Delivery[]>;
  /** Must return before a post or an ephemeral message is tried (an edit may be repeated and needs no mark). */
  starting(delivery: Delivery): Promise<void>;
  /**
   * It is there. A message counts as delivered in `delivery.version`; if it was changed meanwhile it comes again. `posted` is
   * null for whispers.
   */
  delivered(delivery: Delivery, posted: Posted | null): Promise<void>;
  /**
   * It failed and is due again at `retryAt` (real clock). `sent`: whether it may have arrived all the same; false (Slack
   * refused it) forgets the mark of `starting`.
   */
  later(delivery: Delivery, failure: { why: string; retryAt: Instant; sent: 'no' | 'perhaps' }): Promise<void>;
  /** It can never be delivered, and why. A message is tried again when it is next shown. */
  undeliverable(delivery: Delivery, why: string): Promise<void>;
  /** Gives it back untouched: it was claimed but not tried. */
  release(delivery: Delivery): Promise<void>;
  /** The message of `posted` is gone (deleted in Slack): forgets where it was, so that it is posted anew. */
  lost(delivery: Delivery): Promise<void>;
  /** Calls `listener` when something was written here or at another replica, and now and then besides. */
  onChange(listener: () => void): () => void;
  /** The earliest instant (real clock) at which something that failed is due again; null when nothing waits. */
  nextDue(): Promise<Instant | null>;
  /** For health: how much waits, and since when the oldest does. */
  backlog(): Promise<{ waiting: number; oldest: Instant | null; undeliverable: number }>;
}
