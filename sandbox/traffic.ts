import type { Traffic, TrafficEntry } from './contract.ts';

export interface TrafficOptions {
  /** Entries kept; the oldest go first. Counts go on counting. */
  keep?: number;
  /** Real time, ms since the epoch. */
  realNow?: () => number;
}

/** The log of everything that the bot asked and was told. `list(since)` gives the entries whose `seq` is greater. */
export function createTraffic(options: TrafficOptions = {}): Traffic {
  const keep = options.keep ?? 5_000;
  const realNow = options.realNow ?? Date.now;
  const entries: TrafficEntry[] = [];
  const counts = new Map<string, number>();
  let seq = 0;
  return {
    record(entry) {
      seq += 1;
      entries.push({ seq, at: realNow(), ...entry });
      if (entries.length > keep) entries.splice(0, entries.length - keep);
      const kind = `${entry.world} ${entry.kind ?? `${entry.method} ${entry.path}`}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    },
    list: (since = 0) => entries.filter((entry) => entry.seq > since),
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
