import type { RefKind } from './commit.ts';
import type { Instant, Millis } from './time.ts';

/** Facts that can be unknown: what could not be looked at. */
export const unknowable = [
  'requester',
  'ref',
  'checks',
  'review',
  'protection',
  'commits',
  'verified',
  'backup',
  'running',
  'quarantine',
  'locks',
  'lane',
] as const;
export type Unknowable = (typeof unknowable)[number];

export type CheckState = 'success' | 'failure' | 'pending' | 'missing';

/**
 * A deploy that somebody might ask for, as people describe it: only what departs from the ordinary, in which every gate that looks
 * at facts is content. It is for policies that are being written, before anything real is asked.
 */
export interface Situation {
  /** Null: somebody who holds a role that may deploy. */
  person: { name: string; roles: string[] } | null;
  /** Null: one that the environment's rules allow. */
  ref: { kind: RefKind; name: string } | null;
  /** Whether it carries out a change request. */
  changeRequested: boolean;
  /** By name; required checks that are not named here are green. */
  checks: Record<string, CheckState>;
  /** What checks tell of coverage and load tests, where it is looked at. */
  measured: 'enough' | 'too-little' | 'nothing';
  /** Of the pull request that brought the commit; `none` when no pull request did. */
  review: 'approved' | 'unapproved' | 'changes-requested' | 'none';
  /** Whether GitHub protects the branch as the environment demands it. */
  branchProtected: boolean;
  /** Whether the commits are as the environment wants them. */
  commitsInOrder: boolean;
  /** Since when the earlier environment has the commit verified; null when it has not. */
  verifiedFor: Millis | null;
  /** How long ago the last good backup began; null when there is none. */
  backupAge: Millis | null;
  /** True when the environment runs the very commit already. */
  runsAlready: boolean;
  /** By whom and why the very commit was taken back here; null when it was not. */
  quarantined: { by: string; reason: string } | null;
  locks: { by: string; reason: string; service: string | null; until: Instant | null }[];
  /** Who has the lane, in words; null when it is free. */
  lane: string | null;
  unknown: Unknowable[];
}

export const ordinary: Situation = {
  person: null,
  ref: null,
  changeRequested: true,
  checks: {},
  measured: 'enough',
  review: 'approved',
  branchProtected: true,
  commitsInOrder: true,
  verifiedFor: 30 * 24 * 3_600_000,
  backupAge: 60_000,
  runsAlready: false,
  quarantined: null,
  locks: [],
  lane: null,
  unknown: [],
};
