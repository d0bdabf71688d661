import { z } from 'zod';
import { deploymentIdIn } from '../../model/deployment.ts';
import { githubJob, githubRun } from '../../model/github-run.ts';
import type { RunUpdate } from '../../model/run.ts';
import type { Taken } from '../../ports/inbox.ts';

/** Hands news of a run to the deployment it belongs to; `deploymentId` is null when the news itself does not name it. */
export interface RunSignal {
  run(update: RunUpdate, deploymentId: string | null): Promise<void>;
}

/** What came of a stored delivery. `ignored` is normal; `unreadable` is kept and worth a line in the log. */
export type Handled = { kind: 'signalled' } | { kind: 'ignored'; why: string } | { kind: 'unreadable'; why: string };

export interface WebhookHandling {
  signal: RunSignal;
  /** True for `owner/name` in any letter case when the catalog has it; news of others is ignored. */
  knows(repository: string): boolean;
}

const repository = z.object({ full_name: z.string() });
const runEvent = z.object({ action: z.string(), workflow_run: githubRun, repository });
/** The run is named in the address alone at which the rule is answered. */
const ruleEvent = z.object({
  deployment_callback_url: z.string().regex(/\/actions\/runs\/\d+\/deployment_protection_rule$/),
  repository,
});
const reviewEvent = z.object({
  workflow_run: z.object({ id: z.number(), display_title: z.string().nullish() }),
  repository,
});
const jobEvent = z.object({ action: z.string(), workflow_job: githubJob, repository });

/**
 * Reads a stored delivery and passes on what it says of runs and jobs, or that something was said of what a run waits for. It
 * throws only when the signal could not be given: then the delivery is tried again. What cannot be read never will be, and is
 * not tried again.
 */
export function createWebhookHandling(handling: WebhookHandling): (taken: Taken) => Promise<Handled> {
  return async (taken) => {
    const reader = Object.hasOwn(readers, taken.kind) ? readers[taken.kind] : undefined;
    if (!reader) return { kind: 'ignored', why: `nothing is done about ${taken.kind}` };
    let document: unknown;
    try {
      document = JSON.parse(taken.body.toString('utf8'));
    } catch {
      return { kind: 'unreadable', why: 'not JSON' };
    }
    const news = reader(document, taken.key);
    if ('why' in news) return { kind: 'unreadable', why: news.why };
    if (!handling.knows(news.update.repository))
      return { kind: 'ignored', why: `the catalog has no repository ${news.update.repository}` };
    await handling.signal.run(news.update, news.deploymentId);
    return { kind: 'signalled' };
  };
}

type News = { update: RunUpdate; deploymentId: string | null } | { why: string };

/** `key` tells one delivery from another. */
const readers: Record<string, (document: unknown, key: string) => News> = {
  workflow_run: readRunEvent,
  workflow_job: readJobEvent,
  deployment_protection_rule: readRuleEvent,
  deployment_review: readReviewEvent,
};

function readRuleEvent(document: unknown, key: string): News {
  const event = ruleEvent.safeParse(document);
  if (!event.success) return { why: z.prettifyError(event.error) };
  const { deployment_callback_url: address, repository } = event.data;
  const runId = Number(/runs\/(\d+)\//.exec(address)?.[1]);
  return { update: holdNews(repository.full_name, runId, key), deploymentId: null };
}

function readReviewEvent(document: unknown, key: string): News {
  const event = reviewEvent.safeParse(document);
  if (!event.success) return { why: z.prettifyError(event.error) };
  const { workflow_run: run, repository } = event.data;
  return { update: holdNews(repository.full_name, run.id, key), deploymentId: deploymentIdIn(run.display_title ?? '') };
}

function holdNews(repository: string, runId: number, key: string): RunUpdate {
  return { repository, runId, run: null, jobs: [], whole: false, hold: key };
}

function readRunEvent(document: unknown): News {
  const event = runEvent.safeParse(document);
  if (!event.success) return { why: z.prettifyError(event.error) };
  const { workflow_run: run, repository } = event.data;
  const update = { repository: repository.full_name, runId: run.id, run, jobs: [], whole: false };
  return { update, deploymentId: deploymentIdIn(run.title) };
}

function readJobEvent(document: unknown): News {
  const event = jobEvent.safeParse(document);
  if (!event.success) return { why: z.prettifyError(event.error) };
  const { workflow_job, repository } = event.data;
  const { runId, job } = workflow_job;
  return {
    update: { repository: repository.full_name, runId, run: null, jobs: [job], whole: false },
    deploymentId: null,
  };
}
