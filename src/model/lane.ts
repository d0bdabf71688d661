/** One rollout at a time for each service and environment. */
export interface LaneKey {
  service: string;
  environment: string;
}

/** Who is in the lanes of a request. `holder` and `waiting` are deployment ids; waiting is in order. */
export interface LaneState {
  holders: { lane: LaneKey; deploymentId: string }[];
  waiting: string[];
}

/**
 * `token` grows with every hold of a lane: an older holder can be told from the present one (a fencing token). `waiting`: who
 * waits behind, in order.
 */
export type LaneAnswer =
  | { taken: true; token: number; waiting: string[] }
  | { taken: false; place: number; holders: string[] };
