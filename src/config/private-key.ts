import { createPrivateKey } from 'node:crypto';

/**
 * The PEM of a private key that is given as itself (real line breaks or \n), in base64, or as the path of a file. Null when it is
 * none of these; the value is not repeated in any error.
 */
export function privateKeyFrom(value: string, readFile: (file: string) => string): string | null {
  const candidates = [
    () => value,
    () => value.replaceAll('\\n', '\n'),
    () => Buffer.from(value, 'base64').toString('utf8'),
    () => readFile(value),
  ];
  for (const candidate of candidates) {
    try {
      const pem = candidate().trim();
      createPrivateKey(pem);
      return `${pem}\n`;
    } catch {
      // Not in this form; the next one may fit.
    }
  }
  return null;
}
