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
  /** Tried beside it, or rolling in, until it is promoted or taken back; null when there is none. */
  fresh: StandingVersion | null;
  /** Percent of the traffic that goes to `fresh`. */
  weight: number;
  state: 'steady' | 'moving' | 'paused' | 'stalled';
  /** Of what is moving or stalled, in the cluster's words; null when there is nothing to say. */
  why: string | null;
  /** Changes when anybody changes what moves traffic or versions, and with nothing else: not as pods come and go, nor as an engine goes on. */
  mark: string;
  /** Who changed the specification last, by field manager, where that was not Quarterdeck or the engine. */
  changedBy: string | null;
}

/**
 * One step. Each is idempotent: what stands already stays, and is not written again. Where pods have to become ready first, a step
 * takes several turns: it says `more`, and is asked again when `watch` calls.
 */
export type Move =
  /**
   * The new version beside the stable one, without traffic; for `rolling` the version itself, which takes over pod by pod. `more` until
   * its pods are ready.
   */
  | { kind: 'bring-up'; image: string }
  /** `image` has to be brought up. Where its weight wants more replicas, they are made first. By `replicas`, less than 100. */
  | { kind: 'weigh'; percent: number; image: string }
  /**
   * The new version becomes the stable one. Canary: the stable Deployment rolls to the image with the weight as it is; when it has, the
   * traffic goes there and the canary is scaled to nothing. Blue-green: all traffic goes to the new colour, which is then the stable
   * one; the other one stays as it is, for `retire` and `return-to`.
   */
  | { kind: 'promote'; image: string }
  /**
   * The colour without traffic is scaled down to so many; the one that has all of the traffic is the stable one from there on, also
   * without `promote`. Elsewhere nothing is left to retire, and it stands already.
   */
  | { kind: 'retire'; replicas: number }
  /** The stable version alone, whatever stood before; what was tried is scaled to nothing. Rolling: back to the template before. */
  | { kind: 'take-back' }
  /**
   * After it was promoted: that image serves again, by the fastest way there is. The whole template of its revision comes back where one
   * is remembered. Blue-green: the switch back, as soon as the other colour has no fewer ready pods than the one that serves.
   */
  | { kind: 'return-to'; image: string }
  /** Where a controller moves by itself: an engine, or a Deployment that rolls. `retry` is for Argo Rollouts and Flagger. */
  | { kind: 'pause' | 'resume' | 'retry' };

export type Moved =
  /** `more`: it is not all there yet, and is to be asked again. */
  | { kind: 'moved' | 'stood-already'; more: boolean; standing: Standing }
  /** Somebody changed it since `expected` was read; nothing (more) was written. */
  | { kind: 'changed'; standing: Standing };

/** A service's pods in the log, newest lines last. */
export interface PodLog {
  pod: string;
  lines: string[];
}

/** A Canary of Flagger. */
export interface FlaggerCanary {
  cluster: string;
  namespace: string;
  name: string;
}

/** What Flagger asks before it goes on, by the types of its webhooks. */
export type FlaggerGate = 'confirm-rollout' | 'confirm-traffic-increase' | 'confirm-promotion' | 'rollback';

/**
 * Clusters by name. All throw `Fault`: `denied` names the missing RBAC rule, `not-found` the object or the cluster's name, `rejected`
 * what the API server refused; `unavailable` passes by itself.
 */
export interface Cluster {
  read(place: Place): Promise<Standing>;
  /**
   * `expected`: the mark that was decided upon; null to move whatever stands there. What Quarterdeck itself wrote since (before it was
   * killed, say) is no change by somebody. Conflicts of writing are tried again. `rejected` where the move makes no sense: nothing was
   * brought up, or a strategy has no such move.
   */
  move(place: Place, move: Move, expected: string | null): Promise<Moved>;
  /** Calls back when something of these places may have changed, until the signal. Resumes and lists again by itself. */
  watch(places: readonly Place[], changed: (service: string) => void, stop: AbortSignal): void;
  /** What pods in trouble said last; empty when there is nothing. */
  log(place: Place, lines: number): Promise<PodLog[]>;
  /** Whether the moves so far open a gate of Flagger: no further than it was told to go, and back when it was taken back. */
  passes(canary: FlaggerCanary, gate: FlaggerGate): Promise<boolean>;
  /** The names that can be used, for `doctor` and `check`. */
  names(): string[];
}
