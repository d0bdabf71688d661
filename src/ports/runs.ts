import type { Repository } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import type { Instant } from '../model/time.ts';

/**
 * What became of a dispatch. `lost`: it may or may not have arrived, so it must be looked for
 * (`status` is the HTTP status when GitHub answered with a 5xx, null when no answer came). `not-sent`: it certainly did
 * not. `refused`: GitHub said no, and why.
 */
export type DispatchAnswer =
  | { kind: 'dispatched'; runId: number | null }
  | { kind: 'refused'; why: string }
  | { kind: 'not-sent'; why: string; retryAt: Instant | null }
  | { kind: 'lost'; why: string; status: number | null };

/** GitHub Actions runs. Outages are as in `Source`, except for `dispatch`, which never repeats itself. */
export interface Runs {
  dispatch(request: {
    repository: Repository;
    workflow: string;
    ref: string;
    inputs: Record<string, string>;
  }): Promise<DispatchAnswer>;
  /** Runs of the workflow created since `since` (real time) whose title contains the deployment id, newest first, without jobs. */
  findByTitle(repository: Repository, workflow: string, deploymentId: string, since: Instant): Promise<Run[]>;
  /** The newest runs of the workflow, newest first, at most 30, without jobs. A conditional request. */
  recent(repository: Repository, workflow: string): Promise<Run[]>;
  /** The run as it is now, with all jobs of its latest attempt; null when there is no such run. */
  get(repository: Repository, runId: number): Promise<Run | null>;
  /** As `get`, but null also when nothing has changed since this process asked last (a conditional request). */
  changed(repository: Repository, runId: number): Promise<Run | null>;
  /**
   * The environment on GitHub that each job of a run enters, by the job's id. A job that has not begun to wait for it, or that enters none,
   * is left out.
   */
  environments(repository: Repository, runId: number): Promise<Record<number, string>>;
  /** The last lines of a job's log that explain its failure, at most `lines`. Empty when there is no log. */
  logExcerpt(repository: Repository, jobId: number, step: string | null, lines: number): Promise<string[]>;
  /** False when it had ended already. */
  cancel(repository: Repository, runId: number): Promise<boolean>;
  /**
   * Re-runs failed jobs; the run keeps its id, with the next attempt number. With `failedAttempt` it is safe to repeat: a
   * run that is already past that attempt counts as started.
   */
  rerunFailed(
    repository: Repository,
    runId: number,
    failedAttempt?: number,
  ): Promise<{ kind: 'started' } | { kind: 'refused'; why: string }>;
  /** Writes a GitHub Deployment and its first status; the id of an existing one with the same `deploymentId` is returned instead. */
  recordDeployment(deployment: {
    repository: Repository;
    deploymentId: string;
    ref: string;
    sha: string;
    environment: string;
    description: string;
  }): Promise<number>;
  setDeploymentStatus(status: {
    repository: Repository;
    githubDeploymentId: number;
    state: 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';
    logUrl: string | null;
    environmentUrl: string | null;
    description: string;
  }): Promise<void>;
}
