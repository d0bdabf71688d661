import type { Job, Run } from './run.ts';

/** What becomes of a job that waits for reviewers. */
export interface Held {
  approve(): void;
  reject(): void;
}

export interface Review {
  environments: string[];
  approved: boolean;
  /** GitHub login. */
  reviewer: string;
  comment: string;
}

/** Environments whose jobs wait until one of the reviewers lets them go. */
export interface Protection {
  /** Logins; null takes the protection away. Jobs that wait already go on waiting. */
  protect(environment: string, reviewers: string[] | null): void;
  reviewers(environment: string): string[] | undefined;
  /** True when the job has to wait; then one of `held` is called later, or neither if the run is cancelled. */
  hold(job: Job, held: Held): boolean;
  /** The jobs of a run that wait. */
  waiting(run: Run): Job[];
  /** Lets the waiting jobs of these environments go, or fails them. Returns the jobs decided upon. */
  review(run: Run, review: Review): Job[];
  reviews(run: Run): Review[];
}

export function createProtection(): Protection {
  const rules = new Map<string, string[]>();
  const waiting = new Map<Job, Held>();
  const past = new Map<number, Review[]>();
  const waitingOf = (run: Run) => run.jobs.filter((job) => job.status === 'waiting' && waiting.has(job));
  return {
    protect(environment, reviewers) {
      if (reviewers === null) rules.delete(environment);
      else rules.set(environment, reviewers);
    },
    reviewers: (environment) => rules.get(environment),
    hold(job, held) {
      if (job.environment === null || !rules.has(job.environment.name)) return false;
      waiting.set(job, held);
      return true;
    },
    waiting: waitingOf,
    review(run, review) {
      const decided = waitingOf(run).filter((job) => review.environments.includes(job.environment?.name ?? ''));
      if (decided.length > 0) past.set(run.id, [...(past.get(run.id) ?? []), review]);
      for (const job of decided) {
        const held = waiting.get(job);
        waiting.delete(job);
        if (review.approved) held?.approve();
        else held?.reject();
      }
      return decided;
    },
    reviews: (run) => past.get(run.id) ?? [],
  };
}
