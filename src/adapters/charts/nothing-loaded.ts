import type { Loader } from 'vega';

/**
 * Charts have their data in them: whatever wants to be fetched or read is refused, and told to `refused` too, since Vega leaves out a
 * picture that it cannot have without a word.
 */
export function nothingLoaded(refused: (trouble: Error) => void): Loader {
  const refuse = async (address: string): Promise<never> => {
    const trouble = new Error(`a chart loads nothing, and this one names ${address.slice(0, 100)}`);
    refused(trouble);
    throw trouble;
  };
  return { load: refuse, sanitize: refuse, http: refuse, file: refuse };
}
