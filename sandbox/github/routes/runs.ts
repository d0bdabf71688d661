import { z } from 'zod';
import type { Attempt, Job, Run } from '../actions/run.ts';
import { shortRef } from '../actions/run.ts';
import { type Answer, accepted, created, existing, notFound, ok, Refusal } from '../http/answer.ts';
import { paged } from '../http/paging.ts';
import type { ApiRequest, Route } from '../http/route.ts';
import { jobShape, runShape } from '../shapes/run.ts';
import type { GitHubWorld } from '../world-of-github.ts';

const nothing = z.looseObject({});

/** Runs, their jobs and logs, and what can be done to them. `logLink` makes an address that holds for a minute. */
export function runRoutes(world: GitHubWorld, logLink: (job: Job) => string): Route[] {
  const { site, engine, history } = world;
  const find = (request: ApiRequest) => existing(engine.run(request.id('run_id')));
  const findJob = (request: ApiRequest) => existing(engine.job(request.id('job_id')));
  const shape = (run: Run, at?: Attempt) => runShape(site, run, history.commits.get(run.sha), at);
  const attemptOf = (request: ApiRequest) => {
    const run = find(request);
    const wanted = request.id('attempt_number');
    return { run, at: existing([...run.earlier, run].find(({ attempt }) => attempt === wanted)) };
  };
  const jobs = (request: ApiRequest, list: Job[]) => paged(request, list, (job) => jobShape(site, job), 'jobs');
  const stop = (force: boolean) => (request: ApiRequest) => {
    if (!engine.cancel(find(request), force)) throw new Refusal(409, 'Cannot cancel a workflow run that is completed.');
    return accepted;
  };
  const again = (request: ApiRequest, run: Run, wanted: 'all' | 'failed' | Job): Answer => {
    request.body(nothing);
    if (run.status !== 'completed') throw new Refusal(403, 'This workflow is already running');
    if (!engine.rerun(run, { actor: request.actor.login, jobs: wanted }))
      throw new Refusal(403, 'This workflow run cannot be retried: none of its jobs failed');
    return created({});
  };
  return [
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs',
      needs: 'actions:read',
      handle: (request) => paged(request, selectRuns(world, request), (run) => shape(run), 'workflow_runs'),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}',
      needs: 'actions:read',
      handle: (request) => ok(shape(find(request))),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}',
      needs: 'actions:read',
      handle(request) {
        const { run, at } = attemptOf(request);
        return ok(shape(run, at));
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
      needs: 'actions:read',
      handle(request) {
        const run = find(request);
        const all = [...run.earlier, run].flatMap((attempt) => attempt.jobs);
        return jobs(request, request.query('filter') === 'all' ? all : run.jobs);
      },
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs',
      needs: 'actions:read',
      handle: (request) => jobs(request, attemptOf(request).at.jobs),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/jobs/{job_id}',
      needs: 'actions:read',
      handle: (request) => ok(jobShape(site, findJob(request))),
    },
    {
      method: 'GET',
      path: '/repos/{owner}/{repo}/actions/jobs/{job_id}/logs',
      needs: 'actions:read',
      handle(request) {
        const job = findJob(request);
        if (job.status !== 'completed' || job.conclusion === 'skipped') throw notFound();
        return { status: 302, headers: { location: logLink(job) } };
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/actions/jobs/{job_id}/rerun',
      needs: 'actions:write',
      handle(request) {
        const job = findJob(request);
        return again(request, job.run, job);
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/cancel',
      needs: 'actions:write',
      handle: stop(false),
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/force-cancel',
      needs: 'actions:write',
      handle: stop(true),
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/rerun',
      needs: 'actions:write',
      handle: (request) => again(request, find(request), 'all'),
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs',
      needs: 'actions:write',
      handle: (request) => again(request, find(request), 'failed'),
    },
  ];
}

/** The runs that fit the filters of the request, newest first. */
export function selectRuns(world: GitHubWorld, request: ApiRequest): Run[] {
  const wanted = (name: string, value: (run: Run) => string | number | null) => {
    const given = request.query(name);
    return (run: Run) => given === undefined || String(value(run)) === given;
  };
  const status = request.query('status');
  const created = createdFilter(request.query('created'));
  const filters = [
    wanted('event', (run) => run.event),
    wanted('branch', (run) => shortRef(run.ref)),
    wanted('head_sha', (run) => run.sha),
    wanted('actor', (run) => run.actor),
    wanted('check_suite_id', (run) => run.suiteId),
    (run: Run) => status === undefined || run.status === status || run.conclusion === status,
    (run: Run) => created(run.createdAt),
  ];
  return world.engine
    .runs()
    .filter((run) => filters.every((fits) => fits(run)))
    .slice(0, 1000);
}

/** GitHub's date search: `>=2026-01-20`, `2026-01-20..2026-01-21`, `2026-01-20`. A date alone means the whole day. */
export function createdFilter(text: string | undefined): (instant: number) => boolean {
  if (text === undefined) return () => true;
  const range = /^(.+)\.\.(.+)$/.exec(text);
  if (range !== null) {
    const from = span(range[1] ?? '*');
    const to = span(range[2] ?? '*');
    return (instant) => instant >= from.start && instant <= to.end;
  }
  const [, sign = '', date = ''] = /^(>=|<=|>|<)?(.*)$/.exec(text) ?? [];
  const { start, end } = span(date);
  if (sign === '>=') return (instant) => instant >= start;
  if (sign === '>') return (instant) => instant > end;
  if (sign === '<=') return (instant) => instant <= end;
  if (sign === '<') return (instant) => instant < start;
  return (instant) => instant >= start && instant <= end;
}

function span(date: string): { start: number; end: number } {
  if (date === '*') return { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
  const start = Date.parse(date);
  if (Number.isNaN(start)) throw new Refusal(422, `"${date}" is not a date`);
  return { start, end: start + (date.includes('T') ? 999 : 86_399_999) };
}
