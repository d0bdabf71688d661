import type { Origin } from './deployment.ts';
import type { Person } from './person.ts';
import type { Instant } from './time.ts';

/** A version as people call it, and its commit. */
export interface Version {
  ref: string;
  sha: string;
}

/** What takes an environment back to an earlier version is asked with. */
export interface RollbackRequest {
  /** Of the deployment that it becomes: `deploymentIdFor` what caused it. */
  id: string;
  /** A rule, or whoever asked for it. */
  by: Person | 'quarterdeck';
  /** What is wrong with what runs, in a sentence; null when nobody said. */
  why: string | null;
  environment: string;
  /** Service or group, by name, or several services with commas between them. */
  target: string;
  /** Id of the deployment that is taken back; null: what runs. */
  of: string | null;
  /** Where to, fixed when it was offered; null: the last verified version, or `version`. */
  to: Version | null;
  /** As typed: a branch, a tag or a SHA; null where none was. */
  version: string | null;
  /** Where whoever asked is answered; null for a rule. */
  origin: Origin | null;
  /** Only tells what it would do. */
  dryRun: boolean;
}

/** Every reason for which a rollback does not begin. */
export const rollbackReasons = [
  'not-in-catalog',
  'no-rule',
  'role-missing',
  'no-cluster',
  'under-way',
  'moved-on',
  'version-unknown',
  'version-unclear',
  'not-verified-here',
  'already-running',
  'quarantined',
  'nothing-verified',
  'versions-differ',
] as const;
export type RollbackReason = (typeof rollbackReasons)[number];

/** Why a rollback does not begin, and what would help. Sentences. */
export interface RollbackRefusal {
  kind: 'refused';
  reason: RollbackReason;
  title: string;
  lines: string[];
  /** Of `versions-differ`: what goes back together. */
  parts?: RollbackPart[];
  /** Of `quarantined`: what somebody would have to release. */
  quarantined?: string[];
}

/** Services that go back to one version. */
export interface RollbackPart {
  services: string[];
  to: Version;
}

/** Something that happened, for the time line of an incident. Plain text. */
export interface Happened {
  at: Instant;
  words: string;
}
