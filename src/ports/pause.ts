import type { Millis } from '../model/time.ts';

/**
 * Transport time: runs `work`, and calls `tell` once if it is not done `after` so long on the real clock. What `tell` throws is not
 * the work's failure.
 */
export type WhenSlow = <T>(work: () => Promise<T>, after: Millis, tell: () => Promise<void>) => Promise<T>;

/** Transport time: a pause on the real clock, for use inside a step. Ends early, with an error, when the process stops. */
export type Pause = (length: Millis) => Promise<void>;
