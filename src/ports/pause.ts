import type { Millis } from '../model/time.ts';

/** Transport time: a pause on the real clock, for use inside a step. Ends early, with an error, when the process stops. */
export type Pause = (length: Millis) => Promise<void>;
