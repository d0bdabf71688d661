import type { WorldClock } from '../../contract.ts';

/** Message timestamps: the world's seconds with six decimals. Each is later than all before it, even if time was set back. */
export function createTimestamps(clock: WorldClock): () => string {
  let last = 0;
  return () => {
    last = Math.max(clock.now() * 1000, last + 1);
    const seconds = Math.floor(last / 1_000_000);
    return `${seconds}.${String(last % 1_000_000).padStart(6, '0')}`;
  };
}
