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
