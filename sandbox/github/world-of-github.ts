import type { Instant, WorldParts } from '../contract.ts';
import { parseDuration } from '../duration.ts';
import { type ActionsEngine, createActionsEngine } from './actions/engine.ts';
import { createFailures, type Failures } from './actions/failures.ts';
import { createProtection, type Protection } from './actions/protection.ts';
import { type Job, shortRef } from './actions/run.ts';
import { createTimeline, type Timeline } from './actions/timeline.ts';
import { readWorkflows, type Workflow } from './actions/workflow-file.ts';
import { type Artifacts, createArtifacts } from './artifacts.ts';
import { type BranchProtections, createBranchProtections } from './branch-rules.ts';
import { type CheckRuns, createCheckRuns } from './check-runs.ts';
import { createDeployments, type Deployments } from './deployments.ts';
import { createHistory, type History } from './git/history.ts';
import { seedHistory } from './git/seed-history.ts';
import { tipAt } from './git/tip-at.ts';
import { type Credentials, createCredentials } from './http/credentials.ts';
import { createPullRequests, type PullRequests, seedPullRequests } from './pull-requests.ts';
import { createRunning, type Running } from './running.ts';
import { reviewersOf } from './shapes/environment.ts';
import type { Site } from './site.ts';
import { createUsers } from './users.ts';
import { createWebhooks, type Webhooks } from './webhooks/deliveries.ts';
import { createPayloads, type Payloads } from './webhooks/payloads.ts';
import { createReviewPayloads } from './webhooks/review-payloads.ts';
import { createSurroundings } from './webhooks/surroundings.ts';

/** Everything that this GitHub knows, without the server in front of it. */
export interface GitHubWorld {
  parts: WorldParts;
  site: Site;
  credentials: Credentials;
  history: History;
  /** Hash of each commit's key in the seed. */
  hashes: Map<string, string>;
  workflows: Workflow[];
  timeline: Timeline;
  engine: ActionsEngine;
  failures: Failures;
  protection: Protection;
  deployments: Deployments;
  checks: CheckRuns;
  artifacts: Artifacts;
  pullRequests: PullRequests;
  branchProtections: BranchProtections;
  running: Running;
  teams: Map<string, string[]>;
  /** By login: the addresses that GitHub has verified in the organisation's domains. */
  verifiedEmails: Map<string, string[]>;
  webhooks: Webhooks;
  payloads: Payloads;
  hookId: number;
  changed(what: string): void;
  onChange(listener: (what: string) => void): () => void;
}

export const actionsBot = 'github-actions[bot]';

export async function createGitHubWorld(
  parts: WorldParts,
  options: { origin: () => string; realNow: () => number },
): Promise<GitHubWorld> {
  const { ids, seed, clock, people, traffic } = parts;
  const { origin } = options;
  const [owner = '', name = ''] = seed.repository.split('/');
  const start = Date.parse(seed.start);
  const users = createUsers(people, owner);
  const timeline = createTimeline(clock);
  const history = createHistory(ids, seed.defaultBranch);
  const hashes = seedHistory(history, seed, { ids, start, login: (given) => users.find(given).login });
  // Ids of their own, so that runs keep theirs whatever was reviewed before.
  let lastReview = 2_100_000_000;
  const nextId = () => ++lastReview;
  const pullRequests = createPullRequests({ history, nextId, now: timeline.now });
  seedPullRequests(pullRequests, seed, { hashes, nextId, start, login: (given) => users.find(given).login });
  const workflows = await readWorkflows(seed.directory);
  const credentials = createCredentials(ids, options.realNow);
  const listeners = new Set<(what: string) => void>();
  const changed = (what: string) => {
    for (const listener of [...listeners]) listener(what);
  };
  const site: Site = {
    origin,
    users,
    owner,
    name,
    fullName: seed.repository,
    repositoryId: 640_010_000 + (Number.parseInt(ids.sha(seed.repository).slice(0, 4), 16) % 9_000),
    defaultBranch: seed.defaultBranch,
    createdAt: start - parseDuration('400d'),
    pushedAt: () => Math.max(...[...history.branches.values()].map((sha) => history.commits.get(sha)?.date ?? start)),
  };
  const surroundings = createSurroundings(site, credentials.installationId);
  const payloads = createPayloads(site, history, surroundings);
  const reviewPayloads = createReviewPayloads(site, history, surroundings, (rules) => reviewersOf(site, teams, rules));
  const teams = new Map(
    Object.entries(seed.teams).map(([slug, logins]) => [slug, logins.map((each) => users.find(each).login)]),
  );
  const hookId = 380_001;
  const webhooks = createWebhooks({
    ids,
    traffic,
    now: timeline.now,
    secret: credentials.webhookSecret,
    hookId,
    appId: credentials.appId,
  });
  const running = createRunning({ services: seed.services });
  const failures = createFailures(workflows);
  const checks = createCheckRuns(ids, timeline.now);
  const artifacts = createArtifacts(ids, timeline.now, seed.artifacts ?? {});
  const runOf = (id: number | null) => (id === null ? undefined : engine.run(id));
  const deployments = createDeployments({
    ids,
    now: timeline.now,
    created(deployment) {
      webhooks.send('deployment', 'created', () => payloads.deployment(deployment, runOf(deployment.runId)));
      changed('deployments');
    },
    statusAdded(deployment, status) {
      const run = runOf(deployment.runId);
      webhooks.send('deployment_status', 'created', () => payloads.deploymentStatus(deployment, status, run));
      changed('deployments');
    },
  });
  const protection = createProtection({
    timeline,
    login: (given) => users.find(given).login,
    teamMembers: (slug) => teams.get(slug) ?? [],
    asked(waiting) {
      const { job } = waiting;
      if (waiting.needsReview) webhooks.send('deployment_review', 'requested', () => reviewPayloads.requested(waiting));
      const deployment = deployments.get(job.deploymentId ?? 0);
      if (waiting.apps.size > 0 && deployment !== undefined)
        webhooks.send('deployment_protection_rule', 'requested', () =>
          reviewPayloads.ruleRequested(waiting, deployment),
        );
      changed('runs');
    },
    reviewed(decided, review) {
      const action = review.approved ? 'approved' : 'rejected';
      webhooks.send('deployment_review', action, () => reviewPayloads.reviewed(decided, review));
    },
    changed: () => changed('runs'),
  });
  const engine = createActionsEngine({
    ids,
    timeline,
    workflows,
    repository: seed.repository,
    server: origin,
    failAt: failures.take,
    admits: protection.admits,
    hold: protection.hold,
    duration: (job, step) => seededDuration(seed.durations, job, step),
    commitTitle: (sha) => history.commits.get(sha)?.message.split('\n')[0] ?? sha.slice(0, 7),
    defaultBranch: () => ({
      ref: `refs/heads/${seed.defaultBranch}`,
      sha: tipAt(history, seed.defaultBranch, timeline.now()),
    }),
    runChanged(run, action) {
      webhooks.send('workflow_run', action, () => payloads.workflowRun(run, action));
      changed('runs');
    },
    jobChanged(job, action) {
      const check = checks.follow(job);
      followEnvironment(job, action);
      if (action === 'completed') artifacts.follow(job);
      const deployment = job.deploymentId === null ? undefined : deployments.get(job.deploymentId);
      webhooks.send('workflow_job', action, () => payloads.workflowJob(job, action, deployment));
      if (action === 'completed')
        webhooks.send('check_run', action, () => payloads.checkRun(check, action, job.run.actor));
      changed('runs');
    },
    stepChanged: () => changed('runs'),
  });

  /** Actions makes a deployment for every job that names an environment, and tells how it goes. */
  function followEnvironment(job: Job, action: string) {
    if (job.environment === null) return;
    const { name: environment, url } = job.environment;
    if (job.deploymentId === null && action !== 'completed') {
      const { run } = job;
      const ref = shortRef(run.ref);
      job.deploymentId = deployments.create({ sha: run.sha, ref, environment, creator: actionsBot, runId: run.id }).id;
    }
    const deployment = job.deploymentId === null ? undefined : deployments.get(job.deploymentId);
    if (deployment === undefined) return;
    const state = deploymentState(job, action);
    const logUrl = `${origin()}/${seed.repository}/actions/runs/${job.run.id}/job/${job.id}`;
    deployments.addStatus(deployment, { state, creator: actionsBot, environment, environmentUrl: url, logUrl });
    if (state === 'success') running.arrived(job, environment);
  }

  return {
    parts,
    site,
    credentials,
    history,
    hashes,
    workflows,
    timeline,
    engine,
    failures,
    protection,
    deployments,
    checks,
    artifacts,
    pullRequests,
    branchProtections: createBranchProtections(seed.protection),
    running,
    webhooks,
    payloads,
    hookId,
    changed,
    teams,
    verifiedEmails: new Map(),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function deploymentState(job: Job, action: string) {
  // The API knows no state `waiting`, though webhooks do.
  if (action === 'queued' || action === 'waiting') return 'queued';
  if (action === 'in_progress') return 'in_progress';
  if (job.conclusion === 'success') return 'success';
  return job.conclusion === 'failure' ? 'failure' : 'error';
}

/** `deploy.yml:build`, or `build`; with `/step name` behind it for a step. Milliseconds. */
function seededDuration(durations: Record<string, string>, job: Job, step?: string): Instant | undefined {
  const suffix = step === undefined ? '' : `/${step}`;
  const text = durations[`${job.run.workflow.file}:${job.key}${suffix}`] ?? durations[`${job.key}${suffix}`];
  return text === undefined ? undefined : parseDuration(text);
}
