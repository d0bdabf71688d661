/** What a workload is like at the moment: one pod, or all of a service that runs as one process. */
export interface Conduct {
  requestsPerSecond: number;
  /** Share of requests that fail, 0 to 1. */
  errors: number;
  /** Half of the requests are faster, seconds; P95 is about two and a half times as long. */
  latency: number;
  /** Cores in use. */
  cpu: number;
  /** Bytes in use at the beginning; grows by `leak` in a second. */
  memory: number;
  leak: number;
  /** How often its containers were started anew. */
  restarts?: number;
}

/** What was counted since it began. */
export interface Counts {
  requests: number;
  errors: number;
  cpuSeconds: number;
  latencySeconds: number;
  /** Requests that took at most so long, in the order of the buckets. */
  buckets: number[];
  /** Not counted, but it grows as well: bytes in use. */
  memory: number;
}
