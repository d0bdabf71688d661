import type { Instant } from '../../contract.ts';
import { parseDuration } from '../../duration.ts';
import type { EnvironmentProtection } from '../../environment-protection.ts';
import { matches } from './filters.ts';
import { type Job, type Run, shortRef } from './run.ts';
import type { Timeline } from './timeline.ts';

/** What becomes of a job that waits. */
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

/** What an app's custom rule says: its decision, or only how far it is. */
export interface Report {
  app: string;
  environment: string;
  state: 'approved' | 'rejected' | null;
  comment: string;
}

/** A job that waits, and for what. */
export interface Waiting {
  job: Job;
  environment: string;
  since: Instant;
  rules: EnvironmentProtection;
  needsReview: boolean;
  /** When its timer is over; null when it has none, or it is over. */
  until: Instant | null;
  /** Apps that have not decided. */
  apps: Set<string>;
  /** How often each app has said something. */
  reports: Map<string, { count: number; comment: string }>;
}

/** Environments whose jobs wait for reviewers, a timer or the rule of an app. */
export interface Protection {
  /** Null takes the protection away. Jobs that wait already go on waiting. */
  protect(environment: string, rules: EnvironmentProtection | null): void;
  rules(environment: string): EnvironmentProtection | undefined;
  environments(): string[];
  /** The people who may review, with those of the teams. */
  reviewers(rules: EnvironmentProtection): string[];
  /** Whether a job may enter its environment now, has to wait, or comes from a ref that may not go there. */
  admits(job: Job): 'free' | 'waits' | 'refused';
  /** One of `held` is called later, or neither if the run is cancelled. */
  hold(job: Job, held: Held): void;
  waiting(run: Run): Waiting[];
  mayReview(waiting: Waiting, login: string): boolean;
  /** Decides for the jobs that wait for this reviewer. Returns those decided upon. */
  review(run: Run, review: Review): Waiting[];
  report(run: Run, report: Report): 'taken' | 'not waiting' | 'too many';
  reviews(run: Run): Review[];
}

export interface ProtectionParts {
  timeline: Timeline;
  /** Login of a handle or login. */
  login(name: string): string;
  teamMembers(slug: string): string[];
  /** A job began to wait. */
  asked(waiting: Waiting): void;
  /** A person decided about these jobs, which all wait in one environment. */
  reviewed(decided: Waiting[], review: Review): void;
  changed(): void;
}

/** GitHub takes this many reports of one app about one deployment. */
const mostReports = 10;

export function createProtection(parts: ProtectionParts): Protection {
  const { timeline } = parts;
  const known = new Map<string, EnvironmentProtection>();
  const holds = new Map<Job, { waiting: Waiting; held: Held }>();
  const past = new Map<number, Review[]>();

  const rulesOf = (job: Job) => (job.environment === null ? undefined : known.get(job.environment.name));
  const reviewers = ({ reviewers: { users, teams } }: EnvironmentProtection) => [
    ...new Set([...users.map(parts.login), ...teams.flatMap(parts.teamMembers)]),
  ];
  const waitingOf = (run: Run) =>
    run.jobs.filter((job) => job.status === 'waiting').flatMap((job) => holds.get(job)?.waiting ?? []);

  function settle({ job, needsReview, until, apps }: Waiting) {
    if (needsReview || until !== null || apps.size > 0) return;
    const held = holds.get(job)?.held;
    holds.delete(job);
    held?.approve();
  }

  function reject({ job }: Waiting) {
    const held = holds.get(job)?.held;
    holds.delete(job);
    held?.reject();
  }

  return {
    protect(environment, rules) {
      if (rules === null) known.delete(environment);
      else known.set(environment, rules);
      parts.changed();
    },
    rules: (environment) => known.get(environment),
    environments: () => [...known.keys()],
    reviewers,
    admits(job) {
      const rules = rulesOf(job);
      if (rules === undefined) return 'free';
      if (!mayEnter(rules, job.run.ref)) return 'refused';
      const free = !needsReview(rules) && rules.waitTimer === null && rules.apps.length === 0;
      return free ? 'free' : 'waits';
    },
    hold(job, held) {
      const rules = rulesOf(job);
      if (rules === undefined || job.environment === null) throw new Error(`nothing protects ${job.name}`);
      const length = rules.waitTimer === null ? 0 : parseDuration(rules.waitTimer);
      const waiting: Waiting = {
        job,
        environment: job.environment.name,
        since: timeline.now(),
        rules,
        needsReview: needsReview(rules),
        until: length === 0 ? null : timeline.now() + length,
        apps: new Set(rules.apps),
        reports: new Map(),
      };
      holds.set(job, { waiting, held });
      if (length > 0)
        timeline.after(length, () => {
          waiting.until = null;
          if (job.status === 'waiting' && holds.has(job)) settle(waiting);
        });
      parts.asked(waiting);
    },
    waiting: waitingOf,
    mayReview({ rules, needsReview: open, job }, login) {
      const own = rules.preventSelfReview && job.run.triggeringActor === login;
      return open && !own && reviewers(rules).includes(login);
    },
    review(run, review) {
      const decided = waitingOf(run).filter(
        (waiting) => review.environments.includes(waiting.environment) && this.mayReview(waiting, review.reviewer),
      );
      for (const [environment, jobs] of Map.groupBy(decided, (waiting) => waiting.environment)) {
        const taken = { ...review, environments: [environment] };
        past.set(run.id, [...(past.get(run.id) ?? []), taken]);
        parts.reviewed(jobs, taken);
      }
      for (const waiting of decided) {
        waiting.needsReview = false;
        if (review.approved) settle(waiting);
        else reject(waiting);
      }
      if (decided.length > 0) parts.changed();
      return decided;
    },
    report(run, { app, environment, state, comment }) {
      const asked = waitingOf(run).filter((each) => each.environment === environment && each.apps.has(app));
      if (asked.length === 0) return 'not waiting';
      if (asked.some(({ reports }) => (reports.get(app)?.count ?? 0) >= mostReports)) return 'too many';
      for (const waiting of asked) {
        waiting.reports.set(app, { count: (waiting.reports.get(app)?.count ?? 0) + 1, comment });
        if (state === 'rejected') reject(waiting);
        if (state !== 'approved') continue;
        waiting.apps.delete(app);
        settle(waiting);
      }
      parts.changed();
      return 'taken';
    },
    reviews: (run) => past.get(run.id) ?? [],
  };
}

const needsReview = ({ reviewers: { users, teams } }: EnvironmentProtection) => users.length + teams.length > 0;

function mayEnter({ refs }: EnvironmentProtection, ref: string): boolean {
  if (refs === null) return true;
  return matches(ref.startsWith('refs/tags/') ? refs.tags : refs.branches, shortRef(ref));
}
