import type { Engine, KubernetesStrategy, Workload } from '../model/delivery.ts';

/** One service on one cluster, and how its traffic is moved. */
export interface Place {
  workload: Workload;
  /** As `strategyFor` makes it for this workload. */
  strategy: KubernetesStrategy;
}

/** One version of a service as it stands in the cluster. */
export interface StandingVersion {
  /** The object it is: a Deployment, or a revision of a Rollout. */
  name: string;
  image: string;
  /** Of the Deployment; null where there is none. */
  revision: number | null;
  pods: {
    wanted: number;
    ready: number;
    /** Since the pods were made, all containers together. */
    restarts: number;
    /** Why pods are not ready, one sentence each, as in "ImagePullBackOff: manifest unknown". */
    trouble: string[];
  };
}

/** What stands of one place. */
export interface Standing {
  engine: Engine;
  /** What the traffic goes to by itself. */
  stable: StandingVersion;
  /** The one that is tried beside it; null when there is none. */
  fresh: StandingVersion | null;
  /** Percent of the traffic that goes to `fresh`. */
  weight: number;
  state: 'steady' | 'moving' | 'paused' | 'stalled';
  /** Of what is moving or stalled, in the cluster's words; null when there is nothing to say. */
  why: string | null;
  /** Changes when anything does that moves traffic or versions, and with nothing else. */
  mark: string;
  /** Who changed the specification last, by field manager, where that was not Quarterdeck or the engine. */
  changedBy: string | null;
}

/** One step. Each is idempotent: what stands already stays, and is not written again. */
export type Move =
  /** The new version beside the stable one, without traffic; for `rolling` the version itself. */
  | { kind: 'bring-up'; image: string }
  | { kind: 'weigh'; percent: number; image: string }
  /** The new version becomes the stable one. */
  | { kind: 'promote'; image: string }
  /** What is left of the old version is scaled down to so many. */
  | { kind: 'retire'; replicas: number }
  /** The stable version alone, whatever stood before; what was tried is scaled to nothing. */
  | { kind: 'take-back' }
  /** After it was promoted: that image serves again, by the fastest way there is. */
  | { kind: 'return-to'; image: string }
  /** Where an engine of the cluster moves by itself. */
  | { kind: 'pause' | 'resume' | 'retry' };

export type Moved =
  | { kind: 'moved' | 'stood-already'; standing: Standing }
  /** Somebody changed it since `expected` was read; nothing was written. */
  | { kind: 'changed'; standing: Standing };

/** A service's pods in the log, newest lines last. */
export interface PodLog {
  pod: string;
  lines: string[];
}

/**
 * Clusters by name. All throw `Fault`: `denied` names the missing RBAC rule, `not-found` the object or the cluster's name, `rejected`
 * what the API server refused; `unavailable` passes by itself.
 */
export interface Cluster {
  read(place: Place): Promise<Standing>;
  /** `expected`: the mark that was decided upon; null to move whatever stands there. Conflicts of writing are tried again. */
  move(place: Place, move: Move, expected: string | null): Promise<Moved>;
  /** Calls back when something of these places may have changed, until the signal. Resumes and lists again by itself. */
  watch(places: readonly Place[], changed: (service: string) => void, stop: AbortSignal): void;
  /** What pods in trouble said last; empty when there is nothing. */
  log(place: Place, lines: number): Promise<PodLog[]>;
  /** The names that can be used, for `doctor` and `check`. */
  names(): string[];
}
