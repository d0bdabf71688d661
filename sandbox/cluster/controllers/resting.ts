import type { ClusterState } from './cluster-state.ts';

export interface Resting {
  /**
   * Lets `act` move an object a step further and says whether it changed anything. Once it has not, it is not asked again before the object
   * itself, one of `others` (all that it depends on) or the time that it wanted to be woken at has come.
   */
  unlessAtRest(
    state: ClusterState,
    object: object,
    others: readonly object[],
    act: (state: ClusterState) => boolean,
  ): boolean;
  /** Something outside the cluster has changed, so that none is at rest. */
  wake(): void;
}

/** Objects in the store are replaced, never changed: the same ones give the same answer. */
export function createResting(): Resting {
  let known = new WeakMap<object, { others: readonly object[]; until: number }>();
  return {
    unlessAtRest(state, object, others, act) {
      const rest = known.get(object);
      if (rest && state.clock.now() < rest.until && areSame(rest.others, others)) return false;
      let until = Infinity;
      const changed = act({
        ...state,
        wakeAt(instant) {
          until = Math.min(until, instant);
          state.wakeAt(instant);
        },
      });
      if (!changed) known.set(object, { others, until });
      return changed;
    },
    wake() {
      known = new WeakMap();
    },
  };
}

function areSame(before: readonly object[], now: readonly object[]): boolean {
  return before.length === now.length && before.every((object, index) => object === now[index]);
}
