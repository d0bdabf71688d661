import type { WorldIds } from '../../contract.ts';
import { createConcurrencyGroups, type Member } from './concurrency.ts';
import { needsContext, results, runContexts, statusBefore } from './contexts.ts';
import { type Contexts, condition, interpolate, value } from './expression.ts';
import { createJobPlayer } from './job-player.ts';
import { newJob, newRun, type Trigger } from './new-run.ts';
import { combinations, jobName, type Matrix } from './plan.ts';
import type { Held } from './protection.ts';
import { carryOver, newAttempt } from './rerun.ts';
import type { Job, Run } from './run.ts';
import type { Timeline } from './timeline.ts';
import { causePayload, listensTo, startsOnPush } from './triggers.ts';
import type { ConcurrencyDefinition, JobDefinition, Workflow } from './workflow-file.ts';

export interface EngineParts {
  ids: WorldIds;
  timeline: Timeline;
  workflows: Workflow[];
  repository: string;
  server(): string;
  duration(job: Job, step?: string): number | undefined;
  failAt(job: Job): string | null;
  /** Whether the job may enter its environment. */
  admits(job: Job): 'free' | 'waits' | 'refused';
  /** The job waits now; one of `held` is called later. */
  hold(job: Job, held: Held): void;
  /** Title of a commit, for runs that have no `run-name`. */
  commitTitle(sha: string): string;
  defaultBranch(): { ref: string; sha: string };
  runChanged(run: Run, action: 'requested' | 'in_progress' | 'completed'): void;
  jobChanged(job: Job, action: 'queued' | 'in_progress' | 'completed' | 'waiting'): void;
  stepChanged(job: Job): void;
}

export interface ActionsEngine {
  /** Newest first. */
  runs(): Run[];
  run(id: number): Run | undefined;
  job(id: number): Job | undefined;
  /** Starts the workflows that a push of this reference triggers. `files` are those that changed; null for a tag. */
  push(trigger: Omit<Trigger, 'event'>, files: string[] | null): Run[];
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
    const run = newRun(workflow, trigger, { id: ids.number(), suiteId: ids.number(), number, now: timeline.now() });
    const title = interpolate(workflow.definition['run-name'] ?? '', contexts(run)).trim();
    const unnamed = trigger.event === 'workflow_dispatch' || trigger.event === 'schedule';
    const usual = unnamed ? workflow.name : parts.commitTitle(trigger.sha);
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
    const open = run.jobs.filter((job) => job.status !== 'completed');
    if (run.planned.size === all.length && open.length === 0) finish(run);
    else if (open.length > 0 && open.every((job) => job.status === 'waiting')) run.status = 'waiting';
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
    for (const job of made) enter(job);
  }

  function enter(job: Job) {
    const admission = parts.admits(job);
    if (admission === 'free') begin(job);
    // Not at once: the other jobs of the matrix have yet to be looked at.
    else if (admission === 'refused') timeline.after(0, () => reject(job));
    else {
      job.status = 'waiting';
      parts.jobChanged(job, 'waiting');
      parts.hold(job, { approve: () => begin(job), reject: () => reject(job) });
    }
  }

  function begin(job: Job) {
    job.status = 'queued';
    parts.jobChanged(job, 'queued');
    admit(job, job.definition.concurrency, jobContexts(job), {
      start: () => player.queue(job),
      wait() {
        job.status = 'pending';
      },
      cancel: () => player.cancel(job, false),
    });
  }

  /** Its environment does not take it: it fails without having begun. */
  function reject(job: Job) {
    if (job.status === 'completed') return;
    Object.assign(job, { status: 'completed', conclusion: 'failure', completedAt: timeline.now(), steps: [] });
    over(job);
  }

  function addJob(run: Run, key: string, definition: JobDefinition, matrix: Matrix, given: Contexts): Job {
    const job = newJob(run, { id: ids.number(), now: timeline.now(), key, definition, matrix, contexts: given });
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
    for (const workflow of parts.workflows)
      if (listensTo(workflow, cause, type))
        start(workflow, {
          event: 'workflow_run',
          ...parts.defaultBranch(),
          actor: cause.actor,
          payload: causePayload(cause),
        });
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
    push(trigger, files) {
      const listening = parts.workflows.filter((workflow) => startsOnPush(workflow, trigger.ref, files));
      return listening.map((workflow) => start(workflow, { ...trigger, event: 'push' }));
    },
    rerun(run, input) {
      if (run.status !== 'completed') return false;
      const kept = carryOver(run, input.jobs, ids);
      if (kept === undefined) return false;
      newAttempt(run, { ...kept, actor: input.actor, now: timeline.now() });
      for (const job of kept.jobs) jobs.set(job.id, job);
      parts.runChanged(run, 'requested');
      admitRun(run);
      return true;
    },
  };
}

function conclude(run: Run): Run['conclusion'] {
  if (run.cancelling) return 'cancelled';
  for (const worst of ['failure', 'cancelled'] as const)
    if (run.jobs.some((job) => job.conclusion === worst)) return worst;
  return run.jobs.length > 0 && run.jobs.every((job) => job.conclusion === 'skipped') ? 'skipped' : 'success';
}
