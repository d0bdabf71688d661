import { createGates } from '../gates.ts';
import { type Looks, reconcileCanaries } from './canaries.ts';
import type { ClusterState } from './cluster-state.ts';
import { reconcileDeployments } from './deployments.ts';
import { createGarbageCollector } from './garbage.ts';
import { reconcilePods } from './pods.ts';
import { reconcileReplicaSets } from './replica-sets.ts';
import { createResting } from './resting.ts';
import { reconcileRollouts } from './rollouts.ts';

export interface Controllers {
  /** Moves everything as far as it goes at this instant. */
  settle(): void;
  /** Something has changed that is not in the store: the next time, all is looked at again. */
  wake(): void;
  close(): void;
}

/** More rounds than any change needs; a cluster that still moves then would never come to rest. */
const mostRounds = 200;

/** The controllers, woken by the world's clock and by `settle`. `settled` is told when they have come to rest after a change. */
export function createControllers(parts: Omit<ClusterState, 'wakeAt'>, settled: () => void): Controllers {
  const alarms = new Map<number, () => void>();
  const state: ClusterState = {
    ...parts,
    wakeAt(instant) {
      if (alarms.has(instant)) return;
      const ring = () => {
        alarms.delete(instant);
        settle();
      };
      alarms.set(instant, parts.clock.at(instant, ring));
    },
  };
  let closed = false;
  const gates = createGates(() => {
    if (!closed) settle();
  });
  const looks: Looks = new Map();
  const resting = createResting();
  const garbage = createGarbageCollector(parts.store);
  const all = [
    garbage.collect,
    (now: ClusterState) => reconcileDeployments(now, resting),
    reconcileRollouts,
    (now: ClusterState) => reconcileCanaries(now, gates, looks),
    (now: ClusterState) => reconcileReplicaSets(now, resting),
    (now: ClusterState) => reconcilePods(now, resting),
  ];
  let told = -1;
  function settle() {
    for (let round = 0; round < mostRounds; round += 1) {
      const moved = all.map((move) => move(state));
      if (moved.includes(true)) continue;
      if (told === parts.store.version) return;
      told = parts.store.version;
      return settled();
    }
    throw new Error(`the controllers of the simulated cluster did not come to rest in ${mostRounds} rounds`);
  }
  return {
    settle,
    wake: resting.wake,
    close() {
      closed = true;
      garbage.close();
      for (const cancel of alarms.values()) cancel();
      alarms.clear();
    },
  };
}
