import { createHash } from 'node:crypto';
import type { WorldIds } from './contract.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The Slack-like id that always belongs to `name`: the same in every world. */
export function fixedSlackId(prefix: string, name: string): string {
  const digest = createHash('sha256').update(`${prefix}:${name}`).digest();
  return prefix + [...digest.subarray(0, 9)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/**
 * Two worlds of one `seed` make the same ids in the same order. Commit hashes depend on their own seed alone, so that
 * a world that is started again has the commits that the bot remembers; `life` counts those starts and keeps every
 * other id apart from the earlier ones.
 */
export function createIds(seed: string, life = 1): WorldIds {
  let drawn = 0;
  let last = 9_000_000_000 + life * 10_000_000;
  const draw = (kind: string) => `${seed}:${life}:${kind}:${drawn++}`;
  return {
    slack: (prefix) => fixedSlackId(prefix, draw(prefix)),
    number: () => ++last,
    sha: (of) => createHash('sha1').update(`${seed}:${of}`).digest('hex'),
    guid: () => {
      const hex = createHash('sha256').update(draw('guid')).digest('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}
