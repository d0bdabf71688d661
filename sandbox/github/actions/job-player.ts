import { type Contexts, condition } from './expression.ts';
import { stepDurations } from './plan.ts';
import type { Job, Step } from './run.ts';
import type { Timeline } from './timeline.ts';

export interface JobPlayerParts {
  timeline: Timeline;
  /** Milliseconds of a whole job, or of one of its steps where that is said. */
  duration(job: Job): number;
  stepDuration(job: Job, step: string): number | undefined;
  contexts(job: Job): Contexts;
  failAt(job: Job): string | null;
  started(job: Job): void;
  stepped(job: Job): void;
  completed(job: Job): void;
}

/** Plays one job after the other's example: queued, in progress step by step, completed. */
export interface JobPlayer {
  queue(job: Job): void;
  /** Ends a job early. Steps that run `always()` are still played, unless it is forced. */
  cancel(job: Job, force: boolean): void;
}

/** A runner is found this long after a job is queued. */
export const runnerDelay = 2_000;
const cancelDelay = 1_000;

interface Playing {
  cancelTimer: () => void;
  cancelled: boolean;
  failed: boolean;
  durations: number[];
  failing: Step | undefined;
}

export function createJobPlayer(parts: JobPlayerParts): JobPlayer {
  const { timeline } = parts;
  const playing = new Map<Job, Playing>();

  function plan(job: Job, state: Playing, ms: number, act: () => void) {
    state.cancelTimer = timeline.after(ms, act);
    playing.set(job, state);
  }

  function start(job: Job, state: Playing) {
    job.status = 'in_progress';
    job.startedAt = timeline.now();
    job.failAt = parts.failAt(job);
    state.failing = job.failAt === null ? undefined : failingStep(job, job.failAt);
    state.durations = stepDurations(job.steps, parts.duration(job), (name) => parts.stepDuration(job, name));
    parts.started(job);
    play(job, state, 0);
  }

  function play(job: Job, state: Playing, index: number): void {
    const step = job.steps[index];
    if (step === undefined) {
      complete(job, state);
      return;
    }
    step.startedAt = timeline.now();
    if (!applies(step, state, () => parts.contexts(job))) {
      finishStep(step, 'skipped');
      play(job, state, index + 1);
      return;
    }
    step.status = 'in_progress';
    parts.stepped(job);
    plan(job, state, state.durations[index] ?? 0, () => {
      const fails = step === state.failing;
      finishStep(step, fails ? 'failure' : 'success');
      if (fails && step.definition?.['continue-on-error'] !== true) state.failed = true;
      play(job, state, index + 1);
    });
  }

  function finishStep(step: Step, conclusion: NonNullable<Step['conclusion']>) {
    step.status = 'completed';
    step.conclusion = conclusion;
    step.completedAt = timeline.now();
  }

  function complete(job: Job, state: Playing) {
    playing.delete(job);
    job.status = 'completed';
    job.conclusion = state.cancelled ? 'cancelled' : state.failed ? 'failure' : 'success';
    job.completedAt = timeline.now();
    parts.completed(job);
  }

  return {
    queue(job) {
      job.status = 'queued';
      const state: Playing = {
        cancelTimer: () => {},
        cancelled: false,
        failed: false,
        durations: [],
        failing: undefined,
      };
      plan(job, state, runnerDelay, () => start(job, state));
    },
    cancel(job, force) {
      if (job.status === 'completed') return;
      const state = playing.get(job) ?? {
        cancelTimer: () => {},
        cancelled: false,
        failed: false,
        durations: [],
        failing: undefined,
      };
      if (state.cancelled && !force) return;
      state.cancelTimer();
      state.cancelled = true;
      const index = job.steps.findIndex((step) => step.status === 'in_progress');
      const current = job.steps[index];
      if (force || current === undefined) {
        if (current !== undefined) finishStep(current, 'cancelled');
        for (const step of job.steps) if (step.status === 'queued') finishStep(step, 'skipped');
        complete(job, state);
        return;
      }
      plan(job, state, cancelDelay, () => {
        finishStep(current, 'cancelled');
        play(job, state, index + 1);
      });
    },
  };
}

function applies(step: Step, state: Playing, contexts: () => Contexts): boolean {
  if (step.definition === null) return !state.cancelled || step.name === 'Complete job';
  const { failed, cancelled } = state;
  const status = { success: !failed && !cancelled, failure: failed && !cancelled, cancelled };
  // Most steps have no condition, and nothing has to be read for them.
  return step.definition.if === undefined ? status.success : condition(step.definition.if, contexts(), status);
}

/** The named step, by its name, its id or a part of its name; else the last one that always runs. */
function failingStep(job: Job, wanted: string): Step | undefined {
  const own = job.steps.filter((step) => step.definition !== null);
  const name = wanted.toLowerCase();
  if (name !== '') {
    const exact = own.find((step) => step.name.toLowerCase() === name || step.definition?.id?.toLowerCase() === name);
    const partial = own.find((step) => step.name.toLowerCase().includes(name));
    if (exact !== undefined || partial !== undefined) return exact ?? partial;
  }
  return own.findLast((step) => step.definition?.if === undefined) ?? own.at(-1);
}
