import { ofOutside } from '../model/fault.ts';
import type { Instant } from '../model/time.ts';

/** GitHub did not answer for as long as a request waits. `retryAt`: when it said to come back, by the real clock. */
export interface Away {
  kind: 'away';
  why: string;
  retryAt: Instant | null;
}

/** What was asked for, or that nobody was there; anything else that goes wrong is thrown. */
export async function orAway<T>(ask: () => Promise<T>): Promise<T | Away> {
  try {
    return await ask();
  } catch (error) {
    if (!ofOutside(error) || error.kind !== 'unavailable') throw error;
    return { kind: 'away', why: error.message, retryAt: error.retryAt };
  }
}
