import type { Instant, WorldIds } from '../contract.ts';
import type { Conclusion, Job, RunStatus } from './actions/run.ts';

export interface CheckRun {
  id: number;
  sha: string;
  suiteId: number;
  name: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  startedAt: Instant;
  completedAt: Instant | null;
  /** The workflow that it came from deploys; such a check says nothing of the commit's quality. */
  deploys: boolean;
  jobId: number | null;
  /** Of the job; null for a check that no job made. */
  runId: number | null;
  /** What it reports of itself; null when it reports nothing. */
  summary: string | null;
}

export interface CheckRuns {
  /** Those of a commit, newest first. `latest` leaves one of each name and suite. */
  of(sha: string, filter: 'latest' | 'all'): CheckRun[];
  get(id: number): CheckRun | undefined;
  /** Makes the check run of a job, or brings it up to date. */
  follow(job: Job): CheckRun;
  /** Somebody else's word on a commit: each check of that name, or all that were not skipped and do not deploy. */
  override(
    sha: string,
    input: { conclusion: 'success' | 'failure' | 'pending'; name?: string; summary?: string },
  ): CheckRun[];
}

export function createCheckRuns(ids: WorldIds, now: () => Instant): CheckRuns {
  const bySha = new Map<string, CheckRun[]>();
  const byId = new Map<number, CheckRun>();

  function add(check: CheckRun) {
    byId.set(check.id, check);
    const known = bySha.get(check.sha);
    if (known === undefined) bySha.set(check.sha, [check]);
    else known.unshift(check);
    return check;
  }

  function conclude(check: CheckRun, conclusion: 'success' | 'failure' | 'pending') {
    const pending = conclusion === 'pending';
    check.status = pending ? 'in_progress' : 'completed';
    check.conclusion = pending ? null : conclusion;
    check.completedAt = pending ? null : now();
    return check;
  }

  return {
    get: (id) => byId.get(id),
    of(sha, filter) {
      const all = bySha.get(sha) ?? [];
      if (filter === 'all') return all;
      const seen = new Set<string>();
      return all.filter(({ suiteId, name }) => {
        const key = `${suiteId}:${name}`;
        return !seen.has(key) && seen.add(key);
      });
    },
    follow(job) {
      const { run } = job;
      const check =
        byId.get(job.id) ??
        add({
          id: job.id,
          sha: run.sha,
          suiteId: run.suiteId,
          name: job.name,
          status: job.status,
          conclusion: null,
          startedAt: job.startedAt,
          completedAt: null,
          deploys: run.workflow.deploys,
          jobId: job.id,
          runId: run.id,
          summary: null,
        });
      return Object.assign(check, {
        status: job.status,
        conclusion: job.conclusion,
        startedAt: job.startedAt,
        completedAt: job.completedAt,
      });
    },
    override(sha, { conclusion, name, summary }) {
      const wanted = this.of(sha, 'latest').filter((each) =>
        name === undefined ? !each.deploys && each.conclusion !== 'skipped' : each.name === name,
      );
      for (const check of wanted) check.summary = summary ?? check.summary;
      if (wanted.length > 0 || name === undefined) return wanted.map((check) => conclude(check, conclusion));
      const id = ids.number();
      const made = {
        id,
        sha,
        suiteId: id,
        name,
        startedAt: now(),
        deploys: false,
        jobId: null,
        runId: null,
        summary: summary ?? null,
      };
      return [conclude(add({ ...made, status: 'queued', conclusion: null, completedAt: null }), conclusion)];
    },
  };
}
