import { z } from 'zod';
import type { Conclusion, Job, Run, RunStatus } from './run.ts';
import type { Instant } from './time.ts';

/*
 * How GitHub writes a run and a job, in REST answers and in webhooks alike, read into ours. Only the members that we use.
 */

const instant = z.string().transform((text, context): Instant => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'not a time' });
  return at;
});

// requested and pending (held by a concurrency group) are both waiting for a runner, as far as people are concerned.
const statuses: Record<string, RunStatus> = {
  requested: 'queued',
  pending: 'queued',
  queued: 'queued',
  waiting: 'waiting',
  in_progress: 'in_progress',
  completed: 'completed',
};
const status = z.string().transform((text): RunStatus => statuses[text] ?? 'queued');

const known = [
  'success',
  'failure',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'neutral',
  'stale',
  'startup_failure',
] as const satisfies readonly Conclusion[];
// A conclusion that GitHub invents later is not a success.
const conclusion = z
  .string()
  .nullish()
  .transform((text): Conclusion | null => (text ? (known.find((each) => each === text) ?? 'failure') : null));

const runDocument = z.object({
  id: z.number(),
  run_attempt: z.number().default(1),
  display_title: z.string().nullish(),
  name: z.string().nullish(),
  head_sha: z.string(),
  head_branch: z.string().nullish(),
  event: z.string(),
  status: status.nullish(),
  conclusion,
  html_url: z.string(),
  path: z.string().nullish(),
  actor: z.object({ login: z.string() }).nullish(),
  triggering_actor: z.object({ login: z.string() }).nullish(),
  run_started_at: instant.nullish(),
  updated_at: instant,
});

/** A `workflow_run` object → a run without its jobs. The title is what `run-name` made of it. */
export const githubRun = runDocument.transform(
  (run): Omit<Run, 'jobs'> => ({
    id: run.id,
    attempt: run.run_attempt,
    title: run.display_title ?? run.name ?? '',
    workflow: run.name ?? '',
    headSha: run.head_sha,
    headBranch: run.head_branch ?? null,
    event: run.event,
    status: run.status ?? 'queued',
    conclusion: run.conclusion,
    url: run.html_url,
    actor: run.actor?.login ?? null,
    // A path may carry the ref that the file was read from.
    ...(run.path ? { file: run.path.replace(/@.*$/, '').replace(/^.*\//, '') } : {}),
    startedBy: run.triggering_actor?.login ?? run.actor?.login ?? null,
    startedAt: run.run_started_at ?? null,
    updatedAt: run.updated_at,
  }),
);

const stepDocument = z.object({
  number: z.number(),
  name: z.string(),
  status,
  conclusion,
});

const jobDocument = z.object({
  id: z.number(),
  run_id: z.number(),
  run_attempt: z.number().default(1),
  name: z.string(),
  status,
  conclusion,
  html_url: z.string().nullish(),
  started_at: instant.nullish(),
  completed_at: instant.nullish(),
  steps: z.array(stepDocument).nullish(),
});

/** A `workflow_job` object → its run's id and the job. */
export const githubJob = jobDocument.transform((job): { runId: number; job: Job } => ({
  runId: job.run_id,
  job: {
    id: job.id,
    attempt: job.run_attempt,
    name: job.name,
    status: job.status,
    conclusion: job.conclusion,
    url: job.html_url ?? '',
    startedAt: job.started_at ?? null,
    completedAt: job.completed_at ?? null,
    steps: job.steps ?? [],
  },
}));
