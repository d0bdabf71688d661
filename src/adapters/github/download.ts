import { Fault } from '../../model/fault.ts';
import { asFault, statusOf } from './answers.ts';
import type { GitHub } from './client.ts';
import { backOff } from './trouble.ts';

interface Linked {
  headers: { location?: string | undefined };
}

/**
 * What GitHub answers with an address elsewhere for, which is good for a minute: fetched without our token, and the address asked for
 * anew when it fails. Null when it is gone or has more than `most` bytes.
 */
export async function download(
  github: Pick<GitHub, 'pause' | 'requestTimeout'>,
  link: () => Promise<Linked>,
  most: number,
  what: string,
): Promise<Uint8Array | null> {
  for (let tries = 0; ; tries++) {
    let location: string | undefined;
    try {
      ({ location } = (await link()).headers);
    } catch (error) {
      if ([404, 410].includes(statusOf(error) ?? 0)) return null;
      throw asFault(error, what);
    }
    if (!location) throw new Fault('invalid', `GitHub gave no address for the ${what}.`);
    try {
      return await readUpTo(location, most, github.requestTimeout);
    } catch (error) {
      if (tries >= 2) throw new Fault('unavailable', `The ${what} could not be read.`, { cause: error });
      await github.pause(backOff(tries));
    }
  }
}

async function readUpTo(address: string, most: number, timeout: number): Promise<Uint8Array | null> {
  const response = await fetch(address, { signal: AbortSignal.timeout(timeout) });
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok || !response.body) throw new Error(`answered ${response.status}`);
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > most) return null;
    kept.push(chunk);
  }
  return Buffer.concat(kept);
}
