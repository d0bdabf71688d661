import type { Deployment, DeploymentState } from '../model/deployment.ts';
import type { Running } from '../model/running.ts';
import type { Instant } from '../model/time.ts';

/** The store of deployments. Writes are idempotent: the same document twice is one. */
export interface Deployments {
  save(deployment: Deployment): Promise<void>;
  get(id: string): Promise<Deployment | null>;
  /** Newest first. `since` bounds `requestedAt`. */
  list(filter: {
    environment?: string;
    service?: string;
    states?: readonly DeploymentState[];
    limit: number;
  }): Promise<Deployment[]>;
  /**
   * The deployments that this run is, the first one first: how a webhook finds their workflows. More than one where a run that was
   * started elsewhere goes to several environments.
   */
  ofRun(repository: string, runId: number): Promise<Deployment[]>;
  /**
   * True the first time for a key, false ever after: marks that an effect outside is about to be tried. With a `holder`, that
   * one is answered true again: marks whose it is.
   */
  claimAttempt(key: string, holder?: string): Promise<boolean>;
  /** When `what` was first asked about: `now` the first time, that same instant ever after. */
  firstAsked(what: string, now: Instant): Promise<Instant>;
  /** What runs where, one entry a service and environment. */
  running(filter: { environment?: string; services?: readonly string[] }): Promise<Running[]>;
  /** Records what the services run from now on; an older `since` never replaces a newer one. */
  setRunning(entries: readonly Running[]): Promise<void>;
  /** What was verified in an environment for these services, newest first, at most `limit` a service. */
  verified(environment: string, services: readonly string[], limit: number): Promise<Running[]>;
}
