import type { Millis } from '../model/time.ts';

/** One thing taken in from outside, stored before it was acknowledged. `body` is what arrived, as bytes of UTF-8 JSON. */
export interface Arrival {
  /** Which door: `slack` or `github`. */
  source: 'slack' | 'github';
  /** Slack: command, action, submission, event. GitHub: the event name. */
  kind: string;
  /** The sender's id of this delivery; the same key is stored once. */
  key: string;
  body: Buffer;
}

export interface Taken extends Arrival {
  id: string;
  /** How often it was tried before. */
  tries: number;
  /** How long ago it arrived, ms of real time. */
  age: number;
}

export interface Inbox {
  /** Stores it durably; `duplicate` when the key was there before. Concurrent calls share one insert. */
  accept(arrival: Arrival): Promise<'new' | 'duplicate'>;
  /**
   * Takes the oldest waiting rows (at most `limit`), hands each to `handle`, and marks it done when that returns. When it
   * throws, the row is kept and tried again later with growing pauses, and given up after the tenth try. No other replica
   * gets the same rows meanwhile; if this process dies they are free at once. Returns how many were taken.
   */
  take(limit: number, handle: (taken: Taken) => Promise<void>): Promise<number>;
  /** Resolves when few are being taken in just now, after `longest` ms of real time at the latest. */
  calm(longest: Millis): Promise<void>;
  /** Calls `listener` when something has arrived here or at another replica. */
  onArrival(listener: () => void): () => void;
  /** Arrivals that were given up. */
  abandoned(limit: number): Promise<{ id: string; source: string; kind: string; error: string }[]>;
}
