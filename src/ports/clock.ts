import type { Instant } from '../model/time.ts';

/**
 * What users mean by time. Transport time (signatures, tokens, timeouts, polling) is always the real clock's and does not
 * come from here.
 */
export interface Clock {
  now(): Instant;
  /** Calls `ring` once when the clock reaches `instant`, also after the clock was set; returns a function that cancels it. */
  at(instant: Instant, ring: () => void): () => void;
}
