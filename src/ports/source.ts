import type { ArtifactFile } from '../model/artifact.ts';
import type { BranchProtection } from '../model/branch-protection.ts';
import type { CheckRun, Comparison, PointsAt, RefProblem, ResolvedRef } from '../model/commit.ts';
import type { CommitRange } from '../model/commit-range.ts';
import type { PullRequest } from '../model/pull-request.ts';
import type { Repository } from '../model/repository.ts';
import type { Instant } from '../model/time.ts';
import type { WorkflowFile } from '../model/workflow-file.ts';

/**
 * The code: refs, commits, checks, workflow files. Rate limits and outages of the host are waited out within reason; after
 * that a call throws `Fault` of kind `unavailable`.
 */
export interface Source {
  /** Fixes a branch, tag or SHA (at least 7 characters) to its commit. A name that is a branch and a tag is ambiguous. */
  resolve(repository: Repository, ref: string): Promise<ResolvedRef | RefProblem>;
  /** The newest tag that fits the catalog's tag pattern (`tagGlob`), by semantic version; null when none does. */
  latestTag(repository: Repository, pattern: string): Promise<string | null>;
  /** Branch and tag names for a form, at most 100, those that contain `query` first. */
  suggest(repository: Repository, query: string): Promise<{ name: string; kind: 'branch' | 'tag' }[]>;
  /** The branch from which workflows are started that say by an input what they are about. */
  defaultBranch(repository: Repository): Promise<string>;
  compare(repository: Repository, base: string, head: string): Promise<Comparison>;
  checks(repository: Repository, sha: string): Promise<CheckRun[]>;
  /**
   * The content of a file in the newest artifact of that name that a run of the commit made; `missing` says, as in "there is no
   * artifact coverage of 1a2b3c4", why there is none to read.
   */
  artifactFile(
    repository: Repository,
    sha: string,
    wanted: ArtifactFile,
  ): Promise<{ text: string } | { missing: string }>;
  /**
   * Pull requests that contain the commit, in the order of their numbers, at most 100. The commit itself must be known, else
   * `Fault` of kind `not-found` or `rejected`.
   */
  pullRequests(repository: Repository, sha: string): Promise<PullRequest[]>;
  /**
   * The commits of `head` that at least one of the commits `since` does not have, oldest first and at most 250 for each; without
   * any, `head` alone. Who else wrote a commit is looked at only where `coAuthors` are asked about. Throws `Fault` of kind `not-found` when
   * a commit is gone.
   */
  commitRange(repository: Repository, since: readonly string[], head: string, coAuthors: boolean): Promise<CommitRange>;
  /**
   * What protects a branch, by classic protection and by rulesets. A branch that is not there is protected by nothing. Whether rulesets
   * bind administrators too is looked at only where `administrators` are asked about.
   */
  branchProtection(repository: Repository, branch: string, administrators: boolean): Promise<BranchProtection>;
  workflowFile(repository: Repository, workflow: string, ref?: string): Promise<WorkflowFile>;
  /** For tags the commit, not the tag object. A repository that cannot be seen is a `Fault`, not a ref that is gone. */
  pointsAt(repository: Repository, kind: 'branch' | 'tag', name: string): Promise<PointsAt>;
  /** Creates the tag, or does nothing if it points there already. Throws `Fault` of kind `rejected` if it points elsewhere. */
  createTag(repository: Repository, name: string, sha: string): Promise<void>;
  /** Deletes the tag; nothing happens if it is gone. */
  deleteTag(repository: Repository, name: string): Promise<void>;
  /**
   * The last successful GitHub Deployment of an environment that is none of `ours`; null when there is none. Ours are known by
   * their commit and the time in which their run was under way.
   */
  lastDeployed(
    repository: Repository,
    environment: string,
    ours?: readonly { sha: string; from: Instant; until: Instant }[],
  ): Promise<{ ref: string; sha: string; at: Instant; by: string | null } | null>;
}
