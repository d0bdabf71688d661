import type { Fact } from '../model/facts.ts';
import { known } from '../model/facts.ts';
import { ofOutside } from '../model/fault.ts';

/** A fact that the outside does not give is itself something to judge by; anything else is no fact but an error. */
export async function fact<T>(read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await read());
  } catch (error) {
    if (ofOutside(error)) return { known: false, why: error.message };
    throw error;
  }
}
