import type { Millis } from '../model/time.ts';
import type { Cluster, Place } from '../ports/cluster.ts';

/** One rollout, and where its services run. */
export interface Followed {
  deploymentId: string;
  places: Place[];
}

export interface ClusterNewsParts {
  /** What is being rolled out on clusters. */
  inFlight(): Promise<Followed[]>;
  cluster: Pick<Cluster, 'watch'>;
  /** Something has changed: whoever drives the deployment looks. */
  signal(deploymentId: string): Promise<void>;
  onError(error: unknown, deploymentId: string | null): void;
  /** Real time between two looks at what is being rolled out. */
  interval?: Millis;
  /** Many changes at once, as of pods that come up, are told once. */
  breath?: Millis;
}

export interface ClusterNews {
  start(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/**
 * Follows the clusters on which something is rolled out, and tells whoever drives it that there is something to see. What it is is
 * always read anew, and is looked at by and by without this too: news that is lost costs seconds.
 */
export function createClusterNews(parts: ClusterNewsParts): ClusterNews {
  const { interval = 3_000, breath = 250 } = parts;
  const followed = new Map<string, AbortController>();
  const telling = new Map<string, NodeJS.Timeout>();
  const sending = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();
  let running = false;

  function tell(deploymentId: string): void {
    if (!running || telling.has(deploymentId)) return;
    const soon = setTimeout(() => {
      telling.delete(deploymentId);
      const sent = parts
        .signal(deploymentId)
        .catch((error: unknown) => parts.onError(error, deploymentId))
        .finally(() => sending.delete(sent));
      sending.add(sent);
    }, breath);
    telling.set(deploymentId, soon);
  }

  async function look(): Promise<void> {
    try {
      const now = await parts.inFlight();
      if (!running) return;
      const ids = new Set(now.map(({ deploymentId }) => deploymentId));
      for (const [id, stop] of followed) {
        if (ids.has(id)) continue;
        stop.abort();
        followed.delete(id);
      }
      for (const { deploymentId, places } of now) {
        if (followed.has(deploymentId) || places.length === 0) continue;
        const stop = new AbortController();
        followed.set(deploymentId, stop);
        parts.cluster.watch(places, () => tell(deploymentId), stop.signal);
      }
    } catch (error) {
      parts.onError(error, null);
    }
  }

  function again(): void {
    looking = look().finally(() => {
      if (running) timer = setTimeout(again, interval).unref();
    });
  }

  return {
    start() {
      if (running) return;
      running = true;
      again();
    },
    async stop() {
      running = false;
      if (timer) clearTimeout(timer);
      for (const soon of telling.values()) clearTimeout(soon);
      for (const stop of followed.values()) stop.abort();
      telling.clear();
      followed.clear();
      await looking;
      await Promise.allSettled([...sending]);
    },
  };
}
