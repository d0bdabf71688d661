import type { LaneAnswer, LaneKey, LaneState } from '../model/lane.ts';

/** One rollout at a time. A request takes all its lanes or none, and waits in the order of its first try. */
export interface Lanes {
  /**
   * Takes the lanes or joins the waiters; calling again keeps the place. Idempotent for the holder. `first`: before all who wait, but
   * for those that came so themselves.
   */
  take(lanes: readonly LaneKey[], deploymentId: string, order?: 'first'): Promise<LaneAnswer>;
  /** Gives back or stops waiting. Returns the waiters, in order, who could now try. Idempotent. */
  leave(deploymentId: string): Promise<string[]>;
  state(lanes: readonly LaneKey[]): Promise<LaneState>;
}
