import { createHash } from 'node:crypto';

/** Who has to let a run into an environment of GitHub: a person by login, or a team by its slug. */
export interface EnvironmentReviewer {
  kind: 'person' | 'team';
  name: string;
}

/** An environment that a run waits to enter. */
export interface WaitingEnvironment {
  id: number;
  name: string;
  /** One of them is enough; empty where GitHub asks no people: a timer or the rule of an App holds it then. */
  reviewers: EnvironmentReviewer[];
  /** Where it is decided; null when GitHub does not say. */
  url: string | null;
}

/** What somebody decided on GitHub's page about a run that waited. */
export interface EnvironmentReview {
  environments: string[];
  decision: 'approved' | 'rejected';
  /** Login; null when the account is gone. */
  by: string | null;
  comment: string;
}

/** How a run stands to the environments that GitHub protects. */
export interface GitHubHold {
  /** What it waits to enter now. */
  waiting: WaitingEnvironment[];
  /** Who let it in or turned it away, oldest first, in all its attempts. */
  answers: HoldAnswer[];
  /** The reviews on GitHub that `answers` has taken account of. */
  reviews: EnvironmentReview[];
  /**
   * Jobs into which a reviewer has let the run: GitHub goes on to name its reviewers while a rule holds it besides. Absent in what an
   * earlier release has begun.
   */
  reviewed?: number[];
  /** Who turned away the attempt that is under way; null while nobody has. */
  turnedAway: HoldAnswer | null;
}

/** `rule`: Quarterdeck, by its own rule; `in-name`: Quarterdeck, in the name of `by`; `page`: `by`, on GitHub's page. */
export interface HoldAnswer {
  environment: string;
  decision: 'approved' | 'rejected';
  how: 'rule' | 'in-name' | 'page';
  by: string;
  comment: string;
}

/** Tells one state of what GitHub waits for from another. */
export function holdMark(waiting: readonly WaitingEnvironment[], reviews: readonly EnvironmentReview[]): string {
  return createHash('sha256')
    .update(JSON.stringify([waiting, reviews]))
    .digest('hex')
    .slice(0, 16);
}

/** The reviews that are new; GitHub neither numbers nor dates them, and does not say in which order they are. */
export function newReviews(
  known: readonly EnvironmentReview[],
  now: readonly EnvironmentReview[],
): EnvironmentReview[] {
  const left = known.map((review) => JSON.stringify(review));
  return now.filter((review) => {
    const at = left.indexOf(JSON.stringify(review));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
