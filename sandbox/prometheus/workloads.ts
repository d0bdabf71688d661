import { meanLatency, shares } from './latency.ts';
import { scrape } from './scrape.ts';
import type { Store } from './store.ts';
import type { Conduct, Counts, Workload } from './workload.ts';

export interface Workloads {
  /** A workload is there from now on, or behaves so from now on. Labels: service, version, track and the like. */
  set(name: string, labels: Readonly<Record<string, string>>, conduct: Conduct): void;
  /** Its processes begin anew: what they counted begins at zero. */
  restart(name: string): void;
  /** It is gone, and its series end. */
  remove(name: string): void;
  /** Scrapes what is due. */
  fresh(): void;
}

/** How often a scrape sees the workloads, and for how long samples are kept; world time in ms. */
const every = 15_000;
const kept = 7 * 24 * 3_600_000;

/** What runs in this world and is measured. The same conduct over the same time gives the same samples. */
export function createWorkloads(store: Store, now: () => number): Workloads {
  const running = new Map<string, Workload>();
  let scraped = now();

  function fresh(): void {
    for (; scraped + every <= now(); scraped += every)
      for (const workload of running.values()) {
        serve(workload, every / 1_000);
        for (const { labels, value } of scrape(workload)) store.add(labels, scraped + every, value);
      }
    store.forget(scraped - kept);
  }

  return {
    fresh,
    set(name, labels, conduct) {
      fresh();
      const known = running.get(name);
      if (known) known.conduct = { ...conduct };
      else running.set(name, { labels, conduct: { ...conduct }, counts: nothing() });
    },
    restart(name) {
      fresh();
      const known = running.get(name);
      if (known) known.counts = nothing();
    },
    remove(name) {
      fresh();
      const known = running.get(name);
      running.delete(name);
      if (known) for (const { labels } of scrape(known)) store.end(labels, scraped + every);
    },
  };
}

function nothing(): Counts {
  return { requests: 0, errors: 0, cpuSeconds: 0, latencySeconds: 0, buckets: [] };
}

function serve({ conduct, counts }: Workload, seconds: number): void {
  const requests = conduct.requestsPerSecond * seconds;
  counts.requests += requests;
  counts.errors += requests * conduct.errors;
  counts.latencySeconds += requests * meanLatency(conduct.latency);
  counts.buckets = shares(conduct.latency).map((share, index) => (counts.buckets[index] ?? 0) + requests * share);
  counts.cpuSeconds += conduct.cpu * seconds;
  conduct.memory += conduct.leak * seconds;
}
