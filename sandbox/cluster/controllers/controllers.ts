import { createGates } from '../gates.ts';
import { type Looks, reconcileCanaries } from './canaries.ts';
import type { ClusterState } from './cluster-state.ts';
import { reconcileDeployments } from './deployments.ts';
import { collectGarbage } from './garbage.ts';
import { reconcilePods } from './pods.ts';
import { reconcileReplicaSets } from './replica-sets.ts';
import { reconcileRollouts } from './rollouts.ts';

export interface Controllers {
  /** Moves everything as far as it goes at this instant. */
  settle(): void;
  close(): void;
}

/** More rounds than any change needs; a cluster that still moves then would never come to rest. */
const mostRounds = 200;

/** The controllers, woken by the world's clock and by `settle`. `settled` is told when they have come to rest again. */
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
  const all = [
    collectGarbage,
    reconcileDeployments,
    reconcileRollouts,
    (now: ClusterState) => reconcileCanaries(now, gates, looks),
    reconcileReplicaSets,
    reconcilePods,
  ];
  function settle() {
    for (let round = 0; round < mostRounds; round += 1) {
      const moved = all.map((move) => move(state));
      if (!moved.includes(true)) return settled();
    }
    throw new Error(`the controllers of the simulated cluster did not come to rest in ${mostRounds} rounds`);
  }
  return {
    settle,
    close() {
      closed = true;
      for (const cancel of alarms.values()) cancel();
      alarms.clear();
    },
  };
}
