import type { Ticked } from './approval.ts';
import type { ArtifactResult } from './artifact.ts';
import type { Backups } from './backup.ts';
import type { BranchProtection } from './branch-protection.ts';
import type { CheckRun, RefProblem, ResolvedRef } from './commit.ts';
import type { CommitRange } from './commit-range.ts';
import type { LaneState } from './lane.ts';
import type { Lock } from './lock.ts';
import type { Membership } from './person.ts';
import type { PullRequest } from './pull-request.ts';
import type { Quarantined } from './quarantine.ts';
import type { Running } from './running.ts';
import type { Instant } from './time.ts';

/** A fact, or why it could not be had. A gate without its fact blocks. */
export type Fact<T> = { known: true; value: T } | { known: false; why: string };

export function known<T>(value: T): Fact<T> {
  return { known: true, value };
}

/** Everything that the gates look at, gathered in one durable step. */
export interface Facts {
  now: Instant;
  deploymentId: string;
  environment: string;
  services: string[];
  requester: Fact<Membership>;
  /** Id of the change request that it carries out; null or absent (in facts that an earlier release gathered) when there is none. */
  change?: string | null;
  /** The ref as it resolves now. */
  ref: Fact<ResolvedRef | RefProblem>;
  checks: Fact<CheckRun[]>;
  /**
   * Checks whose results are looked at, with their output: of the commit, and of the commit of the same content that the earlier
   * environment verified. Empty when no result is looked at.
   */
  results: Fact<CheckRun[]>;
  /** Files of artifacts in which results are looked for, of the commit or else of the same content. Absent when there are none to look at. */
  artifacts?: Fact<ArtifactResult[]>;
  /** Pull requests that contain the commit. Empty when no `review` is configured. */
  pullRequests: Fact<PullRequest[]>;
  /** What the deployment brings to where it goes; null when neither `commits` nor `approvals.authors` asks for it, or there is no one commit. */
  commits: Fact<CommitRange | null>;
  /** What protects the branch that `branch_protection` names; null when it names none. */
  protection: Fact<BranchProtection | null>;
  /** What the earlier environment has verified, newest first, each with its services. Empty when no `after` is configured. */
  verified: Fact<Running[]>;
  /** What the earlier environment has not verified yet, as it still looks at it. Absent in facts that an earlier release gathered. */
  watched?: WatchedThere[];
  /** Of the workflow that makes them. Absent when no `backup` is configured. */
  backups?: Fact<Backups>;
  /** What this environment runs now, one entry a service. */
  running: Fact<Running[]>;
  /** Locks in force that touch this environment, those on everything among them. */
  locks: Fact<Lock[]>;
  /** What was taken back here, of any of the services, and not released since. Absent in facts that an earlier release gathered. */
  quarantined?: Fact<Quarantined[]>;
  /** What a lock on everything lets through, and which roles may release it. */
  line: {
    /** A rollback passes. */
    rollback: boolean;
    /** Services of these whose last rollout here failed: a deployment of nothing else passes. */
    failed: Fact<string[]>;
    releasers: string[];
  };
  lane: Fact<LaneState>;
  /** What approvers have ticked so far; null or absent when nobody has been asked. */
  ticked?: Ticked | null;
  /** Who holds the lane in words that people know ("api v1.4.0 by Dana"), by deployment id. */
  rollouts?: Record<string, string>;
}

/** A service that is looked at after its deployment. `asks`: why a person has to decide; null while nobody has to. */
export interface WatchedThere {
  service: string;
  sha: string;
  tree: string | null;
  until: Instant;
  asks: string | null;
}
