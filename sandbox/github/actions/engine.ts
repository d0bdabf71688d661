import type { WorldIds } from '../../contract.ts';
import { createConcurrencyGroups, type Member } from './concurrency.ts';
import { needsContext, results, runContexts } from './contexts.ts';
import { type Contexts, condition, interpolate, value } from './expression.ts';
import { matches, passes } from './filters.ts';
import type { Inputs } from './inputs.ts';
import { createJobPlayer } from './job-player.ts';
import { combinations, jobName, type Matrix, planSteps } from './plan.ts';
import { carryOver } from './rerun.ts';
import { type Job, type Run, shortRef } from './run.ts';
import type { Timeline } from './timeline.ts';
import type { ConcurrencyDefinition, JobDefinition, Workflow } from './workflow-file.ts';

export interface EngineParts {
  ids: WorldIds;
  timeline: Timeline;
  workflows: Workflow[];
  repository: string;
  server(): string;
  duration(job: Job, step?: string): number | undefined;
  failAt(job: Job): string | null;
  /** Title of a commit, for runs that have no `run-name`. */
  commitTitle(sha: string): string;
  defaultBranch(): { ref: string; sha: string };
  runChanged(run: Run, action: 'requested' | 'in_progress' | 'completed'): void;
  jobChanged(job: Job, action: 'queued' | 'in_progress' | 'completed' | 'waiting'): void;
  stepChanged(job: Job): void;
}

export interface Trigger {
  event: string;
  ref: string;
  sha: string;
  actor: string;
  inputs?: Inputs;
  payload?: Record<string, unknown>;
}

export interface ActionsEngine {
  /** Newest first. */
  runs(): Run[];
  run(id: number): Run | undefined;
  job(id: number): Job | undefined;
  /** Starts the workflows that a push of this reference triggers. */
  push(trigger: Omit<Trigger, 'event'>): Run[];
  start(workflow: Workflow, trigger: Trigger): Run;
  /** False when the run is over already. */
  cancel(run: Run, force: boolean): boolean;
  /** A new attempt: of all jobs, of those that failed, or of one. False when the run is not over, or nothing failed. */
  rerun(run: Run, input: { actor: string; jobs: 'all' | 'failed' | Job }): boolean;
}

const usualDuration = 60_000;

export function createActionsEngine(parts: EngineParts): ActionsEngine {
  const { ids, timeline } = parts;
  const runs: Run[] = [];
  const jobs = new Map<number, Job>();
  const groups = createConcurrencyGroups();
  const members = new Map<Run | Job, Member>();
  const numbers = new Map<number, number>();
  const contexts = (run: Run): Contexts => runContexts(run, parts.repository, parts.server());
  const player = createJobPlayer({
    timeline,
    duration: (job) => parts.duration(job) ?? usualDuration,
    stepDuration: parts.duration,
    contexts: jobContexts,
    failAt: parts.failAt,
    started(job) {
      if (job.run.status !== 'in_progress') {
        job.run.status = 'in_progress';
        touch(job.run);
        parts.runChanged(job.run, 'in_progress');
      }
      parts.jobChanged(job, 'in_progress');
    },
    stepped: parts.stepChanged,
    completed: over,
  });

  function jobContexts(job: Job): Contexts {
    const env = job.environment === null ? {} : { environment: job.environment.name };
    const needs = needsContext(job.run, job.definition.needs);
    return {
      ...contexts(job.run),
      needs,
      matrix: job.matrix,
      job: { status: 'success', ...env },
      runner: { os: 'Linux' },
    };
  }

  function touch(run: Run) {
    run.updatedAt = timeline.now();
  }

  function start(workflow: Workflow, trigger: Trigger): Run {
    const number = (numbers.get(workflow.id) ?? 0) + 1;
    numbers.set(workflow.id, number);
    const now = timeline.now();
    const run: Run = {
      id: ids.number(),
      suiteId: ids.number(),
      number,
      workflow,
      event: trigger.event,
      ref: trigger.ref,
      sha: trigger.sha,
      title: '',
      actor: trigger.actor,
      triggeringActor: trigger.actor,
      inputs: trigger.inputs ?? {},
      payload: trigger.payload ?? {},
      attempt: 1,
      status: 'queued',
      conclusion: null,
      createdAt: now,
      startedAt: now,
      updatedAt: now,
      jobs: [],
      planned: new Set(),
      earlier: [],
      cancelling: false,
    };
    const title = interpolate(workflow.definition['run-name'] ?? '', contexts(run)).trim();
    const usual = trigger.event === 'workflow_dispatch' ? workflow.name : parts.commitTitle(trigger.sha);
    run.title = title === '' ? usual : title;
    runs.unshift(run);
    parts.runChanged(run, 'requested');
    react('requested', run);
    admitRun(run);
    return run;
  }

  function admitRun(run: Run) {
    admit(run, run.workflow.definition.concurrency, contexts(run), {
      start: () => advance(run),
      wait() {
        run.status = 'pending';
        touch(run);
      },
      cancel: () => void cancel(run, false),
    });
  }

  /** Lets a run or a job begin at once, or as soon as its group lets it. */
  function admit(who: Run | Job, rule: ConcurrencyDefinition | undefined, given: Contexts, member: Member) {
    if (rule === undefined) {
      member.start();
      return;
    }
    members.set(who, member);
    const cancelInProgress = value('cancel-in-progress' in rule ? rule['cancel-in-progress'] : false, given) === true;
    groups.enter(interpolate(rule.group, given), member, { cancelInProgress });
  }

  function release(who: Run | Job) {
    const member = members.get(who);
    if (member === undefined) return;
    members.delete(who);
    groups.leave(member);
  }

  /** Makes the jobs whose needs are over, and ends the run when all are. */
  function advance(run: Run): void {
    if (run.status === 'completed') return;
    if (run.status === 'pending') run.status = 'queued';
    const all = Object.entries(run.workflow.definition.jobs);
    for (let open = true; open; ) {
      const known = results(run);
      const ready = all.filter(
        ([key, { needs }]) =>
          !run.planned.has(key) && needs.every((need) => run.planned.has(need) && (known.get(need) ?? null) !== null),
      );
      for (const [key, definition] of ready) plan(run, key, definition);
      open = ready.length > 0;
    }
    if (run.planned.size === all.length && run.jobs.every((job) => job.status === 'completed')) finish(run);
  }

  function plan(run: Run, key: string, definition: JobDefinition) {
    run.planned.add(key);
    const given = { ...contexts(run), needs: needsContext(run, definition.needs) };
    if (!condition(definition.if, given, statusBefore(run, definition.needs))) {
      skip(addJob(run, key, definition, {}, given));
      return;
    }
    const rows = combinations(definition, given);
    const carried = new Set(run.jobs.map((job) => job.name));
    const fresh = rows.filter((row) => !carried.has(jobName(key, definition, row, given)));
    const made = fresh.map((row) => addJob(run, key, definition, row, { ...given, matrix: row }));
    if (made.length === 0 && rows.length === 0) skip(addJob(run, key, definition, {}, given));
    for (const job of made) {
      parts.jobChanged(job, 'queued');
      admit(job, definition.concurrency, jobContexts(job), {
        start: () => player.queue(job),
        wait() {
          job.status = 'pending';
        },
        cancel: () => player.cancel(job, false),
      });
    }
  }

  function statusBefore(run: Run, needs: string[]) {
    const known = results(run);
    const before = [...ancestry(run, needs)].map((key) => known.get(key));
    const cancelled = run.cancelling;
    return {
      success: !cancelled && needs.every((key) => known.get(key) === 'success'),
      failure: !cancelled && before.includes('failure'),
      cancelled,
    };
  }

  function addJob(run: Run, key: string, definition: JobDefinition, matrix: Matrix, given: Contexts): Job {
    const now = timeline.now();
    const job: Job = {
      id: ids.number(),
      run,
      attempt: run.attempt,
      key,
      name: jobName(key, definition, matrix, given),
      definition,
      matrix,
      status: 'queued',
      conclusion: null,
      createdAt: now,
      startedAt: now,
      completedAt: null,
      steps: planSteps(definition, given),
      environment: readEnvironment(definition, given),
      deploymentId: null,
      failAt: null,
      carried: false,
    };
    run.jobs.push(job);
    jobs.set(job.id, job);
    return job;
  }

  function skip(job: Job) {
    Object.assign(job, { status: 'completed', conclusion: 'skipped', completedAt: timeline.now(), steps: [] });
    job.environment = null;
    parts.jobChanged(job, 'completed');
  }

  function over(job: Job) {
    touch(job.run);
    parts.jobChanged(job, 'completed');
    release(job);
    advance(job.run);
  }

  function finish(run: Run) {
    run.status = 'completed';
    run.conclusion = conclude(run);
    touch(run);
    parts.runChanged(run, 'completed');
    release(run);
    react('completed', run);
  }

  /** Starts the workflows that listen to this one. */
  function react(type: 'requested' | 'completed', cause: Run) {
    if (cause.event === 'workflow_run') return;
    for (const workflow of parts.workflows) {
      const rule = workflow.definition.on.workflow_run;
      if (rule === undefined || !rule.types.includes(type) || !rule.workflows.includes(cause.workflow.name)) continue;
      if (rule.branches !== undefined && !matches(rule.branches, shortRef(cause.ref))) continue;
      const { id, conclusion, sha, title } = cause;
      const summary = { id, conclusion, head_sha: sha, head_branch: shortRef(cause.ref), display_title: title };
      const payload = { workflow_run: { ...summary, event: cause.event, name: cause.workflow.name } };
      start(workflow, { event: 'workflow_run', ...parts.defaultBranch(), actor: cause.actor, payload });
    }
  }

  function cancel(run: Run, force: boolean): boolean {
    if (run.status === 'completed') return false;
    run.cancelling = true;
    if (force) for (const key of Object.keys(run.workflow.definition.jobs)) run.planned.add(key);
    for (const job of [...run.jobs]) player.cancel(job, force);
    advance(run);
    return true;
  }

  return {
    runs: () => runs,
    run: (id) => runs.find((run) => run.id === id),
    job: (id) => jobs.get(id),
    start,
    cancel,
    push(trigger) {
      const listening = parts.workflows.filter(({ definition }) => {
        const rule = definition.on.push;
        return rule !== undefined && passes(rule, trigger.ref);
      });
      return listening.map((workflow) => start(workflow, { ...trigger, event: 'push' }));
    },
    rerun(run, input) {
      if (run.status !== 'completed') return false;
      const kept = carryOver(run, input.jobs, ids);
      if (kept === undefined) return false;
      const { attempt, status, conclusion, startedAt, updatedAt, triggeringActor } = run;
      run.earlier.push({ attempt, status, conclusion, startedAt, updatedAt, triggeringActor, jobs: run.jobs });
      run.attempt += 1;
      run.status = 'queued';
      run.conclusion = null;
      run.cancelling = false;
      run.startedAt = timeline.now();
      run.triggeringActor = input.actor;
      run.jobs = kept.jobs;
      run.planned = kept.planned;
      for (const job of kept.jobs) jobs.set(job.id, job);
      touch(run);
      parts.runChanged(run, 'requested');
      admitRun(run);
      return true;
    },
  };
}

function ancestry(run: Run, needs: string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...needs];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...(run.workflow.definition.jobs[key]?.needs ?? []));
  }
  return seen;
}

function readEnvironment(definition: JobDefinition, given: Contexts): Job['environment'] {
  const { environment } = definition;
  if (environment === undefined) return null;
  const { name, url = '' } = typeof environment === 'string' ? { name: environment } : environment;
  return { name: interpolate(name, given), url: interpolate(url, given) };
}

function conclude(run: Run): Run['conclusion'] {
  if (run.cancelling) return 'cancelled';
  for (const worst of ['failure', 'cancelled'] as const)
    if (run.jobs.some((job) => job.conclusion === worst)) return worst;
  return run.jobs.length > 0 && run.jobs.every((job) => job.conclusion === 'skipped') ? 'skipped' : 'success';
}
