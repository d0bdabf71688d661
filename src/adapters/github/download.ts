import { Fault } from '../../model/fault.ts';
import { asFault, statusOf } from './answers.ts';
import type { GitHub } from './client.ts';
import { backOff } from './trouble.ts';

interface Linked {
  headers: { location?: string | undefined };
}

export interface Download<A extends Linked, T> {
  /** For people, as in "The log of job 7 could not be read." */
  what: string;
  /** Asks GitHub for the address, which is good for a minute. */
  link: () => Promise<A>;
  /** Reads what is there. An error that it throws is one of the connection. */
  take: (body: AsyncIterable<Uint8Array>) => Promise<T>;
  /** Where the answer may be the thing itself, without an address. */
  itself?: (answer: A) => T;
}

/**
 * What GitHub answers with an address elsewhere for: fetched without our token, and the address asked for anew when it fails. Null
 * when it is gone.
 */
export async function download<A extends Linked, T>(
  github: Pick<GitHub, 'pause' | 'requestTimeout'>,
  { what, link, take, itself }: Download<A, T>,
): Promise<T | null> {
  for (let tries = 0; ; tries++) {
    let answer: A;
    try {
      answer = await link();
    } catch (error) {
      if ([404, 410].includes(statusOf(error) ?? 0)) return null;
      throw asFault(error, what);
    }
    const { location } = answer.headers;
    if (!location) {
      if (itself) return itself(answer);
      throw new Fault('invalid', `GitHub gave no address for the ${what}.`);
    }
    try {
      const response = await fetch(location, { signal: AbortSignal.timeout(github.requestTimeout) });
      if (response.status === 404 || response.status === 410) return null;
      if (!response.ok || !response.body) throw new Error(`answered ${response.status}`);
      return await take(response.body);
    } catch (error) {
      if (tries >= 2) throw new Fault('unavailable', `The ${what} could not be read.`, { cause: error });
      await github.pause(backOff(tries));
    }
  }
}
