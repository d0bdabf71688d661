import type { Instant } from './time.ts';

export type RefKind = 'branch' | 'tag' | 'sha';

/** A ref fixed to a commit. `sha` and `tree` are 40 hexadecimal characters. */
export interface ResolvedRef {
  kind: RefKind;
  /** Branch or tag name; for a SHA its full form. */
  name: string;
  sha: string;
  tree: string;
  title: string;
  author: { name: string; login: string | null };
  committedAt: Instant;
  url: string;
}

/** Tags whose names begin so are ours: each pins a run to its commit, and goes when the run has ended. */
export const temporaryTags = 'quarterdeck/';

export type RefProblemReason = 'ref-malformed' | 'ref-not-found' | 'ref-ambiguous';

export interface RefProblem {
  problem: RefProblemReason;
  ref: string;
  /** For an ambiguous ref: what it could mean; for one not found: near names. */
  candidates: string[];
  /** What the word may have been meant for, where it is no ref. Absent when nothing is near. */
  target?: { kind: 'service' | 'group'; name: string };
}

export interface Commit {
  sha: string;
  title: string;
  author: { name: string; login: string | null };
  url: string;
}

/** What lies between two commits; `commits` oldest first, at most 250 (GitHub's page). */
export interface Comparison {
  aheadBy: number;
  behindBy: number;
  commits: Commit[];
  url: string;
  /** Paths that differ, the old ones of renamed files among them; `whole` is false where GitHub does not list them all. */
  files: { paths: string[]; whole: boolean };
}

export interface CheckRun {
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  /** GitHub's conclusion once completed: success, failure, neutral, skipped, cancelled, timed_out, action_required, stale. */
  conclusion: string | null;
  url: string | null;
  /** What it reports of itself: title, summary and text, at most 20,000 characters. Absent when it reports nothing. */
  output?: string;
  /** The GitHub Actions run that it is a job of. Absent where another app, or nobody we know, made it. */
  runId?: number;
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** Where a branch or tag points now: a full SHA, null when it is gone. `twin`: a tag or branch of the same name exists too. */
export interface PointsAt {
  now: string | null;
  twin: boolean;
}
