import type { EnvironmentReview, WaitingEnvironment } from '../model/github-environment.ts';
import type { Repository } from '../model/repository.ts';

/**
 * What became of an answer. `not-waiting`: GitHub waits for no such answer there, which is also what a repeated answer is told.
 * `refused`: we, or the person, may not answer; `why` is GitHub's sentence. `signed-out`: the token that was used is no good any more.
 */
export type ProtectionAnswer =
  | { kind: 'taken' }
  | { kind: 'not-waiting'; why: string }
  | { kind: 'refused'; why: string }
  | { kind: 'signed-out'; why: string };

/** Runs that wait to be let into an environment of GitHub. Outages are as in `Source`; each answer may be repeated. */
export interface Protection {
  /** What the run waits to enter now; empty when it waits for nothing, or there is no such run. */
  waiting(repository: Repository, runId: number): Promise<WaitingEnvironment[]>;
  /** What people decided about the run on GitHub's page, in all its attempts; empty when nobody did, or there is no such run. */
  reviews(repository: Repository, runId: number): Promise<EnvironmentReview[]>;
  /**
   * Answers for our own rule ("custom deployment protection rule"), which only a GitHub App has. With `decision` null it is a word on
   * how far it is, of which GitHub takes ten. Comments are Markdown, cut to 1,024 characters.
   */
  answerRule(answer: {
    repository: Repository;
    runId: number;
    environment: string;
    decision: 'approved' | 'rejected' | null;
    comment: string;
  }): Promise<ProtectionAnswer>;
  /** Decides as a required reviewer, in the name of the person whose own GitHub token it is. */
  review(review: {
    repository: Repository;
    runId: number;
    environmentId: number;
    decision: 'approved' | 'rejected';
    comment: string;
    token: string;
  }): Promise<ProtectionAnswer>;
}
