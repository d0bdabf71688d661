import type { Instant } from './time.ts';

export type RunStatus = 'queued' | 'waiting' | 'in_progress' | 'completed';
export type Conclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'neutral'
  | 'stale'
  | 'startup_failure';

/** One GitHub Actions run, as far as people are shown it. Times are GitHub's. */
export interface Run {
  id: number;
  attempt: number;
  title: string;
  workflow: string;
  headSha: string;
  headBranch: string | null;
  event: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  url: string;
  actor: string | null;
  /** File name under `.github/workflows`, and who started this attempt. Absent where an earlier release wrote the run down. */
  file?: string;
  startedBy?: string | null;
  startedAt: Instant | null;
  updatedAt: Instant;
  jobs: Job[];
}

export interface Job {
  id: number;
  attempt: number;
  name: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  url: string;
  startedAt: Instant | null;
  completedAt: Instant | null;
  steps: Step[];
}

export interface Step {
  number: number;
  name: string;
  status: RunStatus;
  conclusion: Conclusion | null;
}

/** A change of a run that a webhook or a poll reports. `jobs` may be a part of them. */
export interface RunUpdate {
  repository: string;
  run: Omit<Run, 'jobs'> | null;
  runId: number;
  jobs: Job[];
  /** True when `jobs` are all the jobs of the attempt and the run is as GitHub has it now (a poll). */
  whole: boolean;
  /**
   * Set when something happened to the environments that the run waits to enter, or GitHub was asked about them: it tells one such news
   * from another, and nothing more, so that whoever reads it looks for themselves.
   */
  hold?: string;
}

const rank: Record<RunStatus, number> = { queued: 0, waiting: 1, in_progress: 2, completed: 3 };

function progress(thing: { attempt: number; status: RunStatus; steps?: Step[] }): number {
  const done = thing.steps?.filter((step) => step.status === 'completed').length ?? 0;
  return thing.attempt * 1_000_000 + rank[thing.status] * 100_000 + Math.min(done, 99_999);
}

/**
 * Merges news into what is known. News may come late, twice or out of order: a state never goes back within one attempt,
 * and an older attempt never overwrites a newer one.
 */
export function mergeRun(known: Run | null, news: RunUpdate): Run | null {
  const base = known ?? (news.run ? { ...news.run, jobs: [] } : null);
  if (!base || base.id !== news.runId) return known;
  const newer = news.run && progress(news.run) >= progress(base) ? news.run : base;
  const attempt = newer.attempt;
  const jobs = new Map(base.jobs.filter((job) => job.attempt === attempt).map((job) => [job.id, job]));
  for (const job of news.jobs) {
    if (job.attempt !== attempt) continue;
    const before = jobs.get(job.id);
    if (!before || progress(job) >= progress(before)) jobs.set(job.id, job);
  }
  const kept = [...jobs.values()].sort((a, b) => a.id - b.id);
  return {
    ...newer,
    jobs:
      news.whole && news.run === newer && news.jobs.length > 0
        ? kept.filter((job) => news.jobs.some(({ id }) => id === job.id))
        : kept,
  };
}

/** The job that people should look at: the failed one, else the one at work, else the one waiting. */
export function currentJob(run: Run): Job | null {
  const by = (test: (job: Job) => boolean) => run.jobs.find(test) ?? null;
  return (
    by((job) => job.conclusion === 'failure' || job.conclusion === 'timed_out') ??
    by((job) => job.status === 'in_progress') ??
    by((job) => job.status === 'waiting') ??
    by((job) => job.status === 'queued')
  );
}

/** The step that failed, or is being worked on. */
export function currentStep(job: Job): Step | null {
  return (
    job.steps.find((step) => step.conclusion === 'failure') ??
    job.steps.find((step) => step.status === 'in_progress') ??
    null
  );
}
