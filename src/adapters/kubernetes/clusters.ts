import type { Finding } from '../../model/notice.ts';
import type { Cluster, Place } from '../../ports/cluster.ts';
import type { ClusterParts, OpenClusters } from './open.ts';

export type { ClusterParts } from './open.ts';

export interface Clusters extends Cluster {
  /** What `doctor` finds of these places. Never throws. */
  examine(places: readonly Place[]): Promise<Finding[]>;
}

/** Clusters by the names of their contexts. The SDK is read when the first of them is needed: most processes never need one. */
export function createClusters(parts: ClusterParts): Clusters {
  let opening: Promise<OpenClusters> | null = null;
  const opened = () => {
    opening ??= import('./open.ts').then(({ openClusters }) => openClusters(parts));
    // A kubeconfig that could not be read is read again, as it may have been mended.
    opening.catch(() => {
      opening = null;
    });
    return opening;
  };
  return {
    async examine(places) {
      const { access } = await opened();
      return (await import('./doctor.ts')).examineClusters(access, places);
    },
    read: async (place) => (await opened()).read(place),
    move: async (place, move, expected) => (await opened()).move(place, move, expected),
    log: async (place, lines) => (await opened()).log(place, lines),
    passes: async (canary, gate) => (await opened()).passes(canary, gate),
    names: () => [...parts.settings.names],
    watch(places, changed, stop) {
      const begin = async () => {
        const clusters = await opened();
        for (const place of places) clusters.watch(place, () => changed(place.workload.service), stop);
      };
      begin().catch((err: unknown) => {
        for (const { workload } of places) parts.onTrouble({ cluster: workload.cluster, resource: '', err });
      });
    },
  };
}
