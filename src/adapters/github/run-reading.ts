import { createHash } from 'node:crypto';
import { z } from 'zod';
import { githubJob, githubRun } from '../../model/github-run.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import type { Job, Run } from '../../model/run.ts';
import { type Instant, type Millis, minute } from '../../model/time.ts';
import { ask, askMaybe } from './answers.ts';
import type { GitHub } from './client.ts';

const jobsPage = z.object({ total_count: z.number(), jobs: z.array(githubJob) });
const runsPage = z.object({
  total_count: z.number(),
  workflow_runs: z.array(z.intersection(githubRun, z.object({ created_at: z.string() }))),
});
const perPage = 100;
const mostPages = 20;

async function readRun(github: GitHub, repository: Repository, runId: number): Promise<Omit<Run, 'jobs'> | null> {
  const { owner, name: repo } = repository;
  const request = github.patient.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
    owner,
    repo,
    run_id: runId,
  });
  return askMaybe(request, githubRun, `run ${runId} of ${fullName(repository)}`);
}

async function readJobs(github: GitHub, repository: Repository, runId: number): Promise<Job[]> {
  const { owner, name: repo } = repository;
  const jobs: Job[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const request = github.patient.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', {
      owner,
      repo,
      run_id: runId,
      filter: 'latest',
      per_page: perPage,
      page,
    });
    const found = await ask(request, jobsPage, `jobs of run ${runId} of ${fullName(repository)}`);
    jobs.push(...found.jobs.map(({ job }) => job));
    if (found.jobs.length === 0 || jobs.length >= found.total_count) break;
  }
  return jobs;
}

/** The run first and its jobs then; once more when an attempt began in between, so that both speak of the same one. */
export async function getRun(github: GitHub, repository: Repository, runId: number): Promise<Run | null> {
  for (let tries = 0; ; tries++) {
    const run = await readRun(github, repository, runId);
    if (!run) return null;
    const jobs = await readJobs(github, repository, runId);
    if (tries < 3 && jobs.some((job) => job.attempt > run.attempt)) continue;
    // Jobs that a re-run took over from an earlier attempt belong to this one too.
    return { ...run, jobs: jobs.map((job) => ({ ...job, attempt: Math.max(job.attempt, run.attempt) })) };
  }
}

const settling: readonly Millis[] = [500, 1_000];

/** As `getRun`, for a run that may have begun this instant: GitHub's replicas may not know it yet. */
export async function getNewRun(github: GitHub, repository: Repository, runId: number): Promise<Run | null> {
  for (const length of settling) {
    const run = await getRun(github, repository, runId);
    if (run) return run;
    await github.pause(length);
  }
  return getRun(github, repository, runId);
}

/** Remembers a digest of what each run looked like when it was asked for last. Kept answers make the asking free. */
export function createChanged(github: GitHub): (repository: Repository, runId: number) => Promise<Run | null> {
  const seen = new Map<string, string>();
  return async (repository, runId) => {
    const run = await getRun(github, repository, runId);
    if (!run) return null;
    const key = `${fullName(repository)} ${runId}`;
    const digest = createHash('sha256').update(JSON.stringify(run)).digest('base64');
    const same = seen.get(key) === digest;
    seen.delete(key);
    seen.set(key, digest);
    const [oldest] = seen.keys();
    if (seen.size > 1_000 && oldest !== undefined) seen.delete(oldest);
    return same ? null : run;
  };
}

/**
 * The newest runs of the workflow are read without GitHub's filters: those go through a search index that may lag, and
 * `created` would trust two clocks to agree. `since` only ends the paging. Jobs are left empty.
 */
export async function findByTitle(
  github: GitHub,
  repository: Repository,
  workflow: string,
  deploymentId: string,
  since: Instant,
): Promise<Run[]> {
  const { owner, name: repo } = repository;
  const found: Run[] = [];
  for (let page = 1; page <= 3; page++) {
    const request = github.patient.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
      owner,
      repo,
      workflow_id: workflow,
      per_page: perPage,
      page,
    });
    const { workflow_runs } = await ask(request, runsPage, `runs of ${workflow} in ${fullName(repository)}`);
    for (const { created_at: _, ...run } of workflow_runs)
      if (run.event === 'workflow_dispatch' && run.title.includes(deploymentId)) found.push({ ...run, jobs: [] });
    const oldest = Date.parse(workflow_runs.at(-1)?.created_at ?? '');
    if (workflow_runs.length < perPage || oldest < since - 10 * minute) break;
  }
  return found.sort((a, b) => b.id - a.id);
}

/** Also without GitHub's filters: the first page is what everybody sees first. A workflow that is not there has no runs. */
export async function recentRuns(github: GitHub, repository: Repository, workflow: string): Promise<Run[]> {
  const { owner, name: repo } = repository;
  const request = github.patient.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
    owner,
    repo,
    workflow_id: workflow,
    per_page: 30,
  });
  const found = await askMaybe(request, runsPage, `runs of ${workflow} in ${fullName(repository)}`);
  return (found?.workflow_runs ?? []).map(({ created_at: _, ...run }) => ({ ...run, jobs: [] }));
}
