import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import type { RollbackOf, RollbackOfService } from '../model/rollout.ts';
import type { Job } from '../model/run.ts';
import { currentStep } from '../model/run.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import { tagOf } from './image-tag.ts';
import { rolloutStages } from './rollout-stages.ts';
import type { Stage, StageState } from './stage.ts';
import { clean, count } from './text.ts';
import { askedFor } from './verdicts.ts';

/** Everything from the request to the run's last job: gates, approval, lane, dispatch, then one stage a job or job matrix. */
export function stagesOf(deployment: Deployment, now: Instant): Stage[] {
  const jobs = deployment.run ? jobStages(deployment.run.jobs, now) : [];
  if (deployment.rollback) return [...rollbackStages(deployment, deployment.rollback), ...jobs];
  const rollout = rolloutStages(deployment, now);
  return [gates(deployment), approval(deployment), lane(deployment), dispatch(deployment), ...jobs, ...rollout].filter(
    (stage) => stage !== null,
  );
}

/** A rollback asks no gate: it has the lane, and then the run or the services. */
function rollbackStages(deployment: Deployment, { services, cancelled }: RollbackOf): Stage[] {
  const waits = deployment.state === 'queued' || cancelled ? lane(deployment) : null;
  const moved: Stage[] | null =
    services?.map(({ service, state, image, pods, why }) => ({
      id: `service:${service}`,
      title: clean(service, 100),
      state: serviceState[state],
      words: [`${tagOf(image)}: ${pods.ready} of ${pods.wanted} pods ready`, why].filter(Boolean).join(', '),
      url: null,
    })) ?? null;
  return [waits, ...(moved ?? [dispatch(deployment)])].filter((stage) => stage !== null);
}

const serviceState: Record<RollbackOfService['state'], StageState> = {
  moving: 'running',
  serving: 'done',
  stalled: 'failed',
  away: 'waiting',
  refused: 'failed',
};

const beforeRun = ['requested', 'refused', 'awaiting-approval', 'scheduled', 'queued', 'rejected', 'expired'];

/** True once the run was asked for. */
function dispatched(deployment: Deployment): boolean {
  return deployment.run !== null || deployment.attempts.some(({ runId }) => runId !== null);
}

function gates({ verdicts, state }: Deployment): Stage | null {
  if (verdicts.length === 0) return null;
  const blocks = verdicts.filter(({ outcome }) => outcome === 'block').length;
  const warns = verdicts.filter(({ outcome }) => outcome === 'warn').length;
  const asked = askedFor(verdicts).length;
  const passed = `${asked - blocks - warns} of ${asked} passed`;
  const words = [passed, warns > 0 ? count(warns, 'warning') : '', blocks > 0 ? `${blocks} blocked` : ''];
  return {
    id: 'gates',
    title: 'Gates',
    state: blocks > 0 && state === 'refused' ? 'failed' : 'done',
    words: words.filter((word) => word !== '').join(', '),
    url: null,
  };
}

function approval({ approval: asked }: Deployment): Stage | null {
  if (!asked) return null;
  const votes = new Set(asked.votes.filter(({ choice }) => choice === 'approve').map(({ person }) => person.slackId));
  const of = `${votes.size} of ${asked.rule.required}`;
  const took = asked.decidedAt === null ? '' : ` after ${sayDuration(asked.decidedAt - asked.requestedAt)}`;
  const stage = { id: 'approval', title: 'Approval', url: null };
  switch (asked.decision) {
    case 'pending':
      return { ...stage, state: 'waiting', words: `${of} given so far` };
    case 'approved':
      return { ...stage, state: 'done', words: `approved (${of})${took}` };
    case 'withdrawn':
      return { ...stage, state: 'cancelled', words: `withdrawn${took}` };
    default:
      return { ...stage, state: 'failed', words: `${asked.decision}${took}` };
  }
}

function lane(deployment: Deployment): Stage | null {
  const stage = { id: 'lane', title: 'Lane', url: null };
  if (deployment.state === 'queued') {
    return { ...stage, state: 'waiting', words: deployment.place ? `waiting, place ${deployment.place}` : 'waiting' };
  }
  if (deployment.startedElsewhere?.beside.length) return { ...stage, state: 'skipped', words: 'not waited for' };
  if (['requested', 'awaiting-approval', 'scheduled'].includes(deployment.state)) {
    return { ...stage, state: 'pending', words: 'not yet' };
  }
  return beforeRun.includes(deployment.state) || !dispatched(deployment)
    ? null
    : { ...stage, state: 'done', words: 'taken' };
}

function dispatch(deployment: Deployment): Stage | null {
  const stage = { id: 'dispatch', title: 'Start of the run', url: deployment.run?.url ?? null };
  if (deployment.state === 'dispatching') return { ...stage, state: 'running', words: 'asking GitHub' };
  if (deployment.state === 'uncertain') return { ...stage, state: 'failed', words: 'no answer from GitHub' };
  if (dispatched(deployment)) {
    const run = deployment.run;
    const attempt = run && run.attempt > 1 ? `, attempt ${run.attempt}` : '';
    return { ...stage, state: 'done', words: run ? `run ${run.id}${attempt}` : 'started' };
  }
  return ended(deployment.state) ? null : { ...stage, state: 'pending', words: 'not yet' };
}

function jobStages(jobs: readonly Job[], now: Instant): Stage[] {
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    const name = matrixName(job.name);
    groups.set(name, [...(groups.get(name) ?? []), job]);
  }
  return [...groups].map(([name, members]) => {
    const [only] = members;
    return members.length === 1 && only ? single(only, now) : matrix(name, members, now);
  });
}

/** `build (api, linux)` → `build`. */
function matrixName(name: string): string {
  return /^(.+?) \(.*\)$/.exec(name)?.[1] ?? name;
}

function single(job: Job, now: Instant): Stage {
  const state = stateOf(job);
  return { id: `job:${job.id}`, title: clean(job.name, 100), state, words: says(job, state, now), url: job.url };
}

function says(job: Job, state: StageState, now: Instant): string {
  const time = timeOf(job, now);
  const step = currentStep(job);
  const at = step ? clean(step.name, 80) : null;
  switch (state) {
    case 'running':
      return [`running${time}`, at].filter(Boolean).join(', at: ');
    case 'failed':
      return [`${job.conclusion === 'timed_out' ? 'timed out' : 'failed'}${time}`, at].filter(Boolean).join(', at: ');
    case 'done':
      return `done${time}`;
    case 'waiting':
      return 'waiting on GitHub';
    case 'pending':
      return 'queued';
    default:
      return state;
  }
}

function matrix(name: string, jobs: readonly Job[], now: Instant): Stage {
  const by = (wanted: StageState) => jobs.filter((job) => stateOf(job) === wanted);
  const done = by('done').length;
  const failed = by('failed');
  const running = by('running');
  const over = jobs.filter((job) => job.status === 'completed').length === jobs.length;
  const state: StageState =
    failed.length > 0
      ? 'failed'
      : over
        ? done > 0
          ? 'done'
          : (stateOf(jobs[0]) ?? 'skipped')
        : running.length > 0 || done > 0
          ? 'running'
          : by('waiting').length > 0
            ? 'waiting'
            : 'pending';
  const shown = failed[0] ?? running[0];
  const which = shown ? `${shortName(shown.name)} ${says(shown, stateOf(shown), now)}` : '';
  const words = state === 'done' ? `done${spanOf(jobs, now)}` : `${done} of ${jobs.length} done`;
  return {
    id: `jobs:${name}`,
    title: `${clean(name, 90)} (${jobs.length})`,
    state,
    words: [words, which].filter((part) => part !== '').join('; '),
    url: (shown ?? jobs[0])?.url ?? null,
  };
}

function shortName(name: string): string {
  return clean(/\((.*)\)$/.exec(name)?.[1] ?? name, 60);
}

function stateOf(job: Job | undefined): StageState {
  if (!job || job.status === 'queued') return 'pending';
  if (job.status === 'waiting') return 'waiting';
  if (job.status === 'in_progress') return 'running';
  switch (job.conclusion) {
    case 'success':
    case 'neutral':
      return 'done';
    case 'skipped':
    case 'stale':
      return 'skipped';
    case 'cancelled':
      return 'cancelled';
    default:
      return 'failed';
  }
}

function timeOf(job: Job, now: Instant): string {
  if (job.startedAt === null) return '';
  return ` ${job.completedAt === null ? 'for' : 'in'} ${sayDuration((job.completedAt ?? now) - job.startedAt)}`;
}

/** From the first start to the last end. */
function spanOf(jobs: readonly Job[], now: Instant): string {
  const starts = jobs.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  if (starts.length === 0) return '';
  const ends = jobs.map(({ completedAt }) => completedAt ?? now);
  return ` in ${sayDuration(Math.max(...ends) - Math.min(...starts))}`;
}
