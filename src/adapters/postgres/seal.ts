import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Keeps secrets in the database such that the database alone does not give them away. */
export interface Seal {
  /** `bound` is what it belongs to: it cannot be opened as another's. */
  close(text: string, bound: string): string;
  /** Null when it was closed with another key, for something else, or changed since. */
  open(sealed: string, bound: string): string | null;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM with a random nonce; `key` has 32 bytes. A sealed text names its key, so that another one is told from damage. */
export function createSeal(key: Uint8Array): Seal {
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return {
    close(text, bound) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(bound));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return ['v1', keyId, nonce.toString('base64url'), body.toString('base64url')].join('.');
    },
    open(sealed, bound) {
      const [version, id, nonce = '', body = ''] = sealed.split('.');
      if (version !== 'v1' || id !== keyId) return null;
      const bytes = Buffer.from(body, 'base64url');
      try {
        const decipher = createDecipheriv(algorithm, key, Buffer.from(nonce, 'base64url'), { authTagLength: tagBytes })
          .setAAD(Buffer.from(bound))
          .setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
