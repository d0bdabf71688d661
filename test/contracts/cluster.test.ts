import { createFakeCluster } from '../fakes/cluster.ts';
import { type ClusterHarness, clusterContract } from './cluster.contract.ts';
import { openSimulated } from './cluster-simulated.ts';

async function openFake(): Promise<ClusterHarness> {
  const cluster = createFakeCluster();
  let seen = 0;
  return {
    cluster,
    stand: async (place, image) => cluster.stand(place, image),
    fate: cluster.fate,
    settle: async () => cluster.settle(),
    expire: async () => cluster.expire(),
    byHand: async (place, image) => cluster.byHand(place, image),
    wrote() {
      const before = seen;
      seen = cluster.written().length;
      return seen > before;
    },
    close: async () => {},
  };
}

clusterContract('in memory', openFake);
clusterContract('the adapter against the simulated cluster', openSimulated);
