import type { components } from '@octokit/openapi-types';
import type { Job, Run } from '../actions/run.ts';
import { shortRef } from '../actions/run.ts';
import type { CheckRun } from '../check-runs.ts';
import type { Deployment, DeploymentStatus } from '../deployments.ts';
import type { Commit, History } from '../git/history.ts';
import { pushedCommit } from '../shapes/commit.ts';
import { checkRunShape, deploymentShape, deploymentStatusShape } from '../shapes/deployment.ts';
import { jobShape, runShape, workflowShape } from '../shapes/run.ts';
import { simpleUser } from '../shapes/user.ts';
import { nodeId, type Site, web } from '../site.ts';
import type { Surroundings } from './surroundings.ts';

type Schemas = components['schemas'];

const noOne = '0'.repeat(40);

/** A reference that was pushed. Hashes are of what it points to: a commit, or the object of an annotated tag. */
export interface PushedReference {
  ref: string;
  before: string | null;
  after: string | null;
  /** The commit that it means now. */
  head: Commit | undefined;
  /** The branch whose tip a new reference is, fully qualified. */
  baseRef: string | null;
  /** It was moved to something that is not ahead of where it was. */
  forced: boolean;
  commits: Commit[];
  sender: string;
}

/** The bodies of webhooks, with the full repository, organization, sender and installation in each. */
export interface Payloads {
  workflowRun(run: Run, action: string): object;
  workflowJob(job: Job, action: string, deployment: Deployment | undefined): object;
  checkRun(check: CheckRun, action: string, sender: string): object;
  deployment(deployment: Deployment, run: Run | undefined): object;
  deploymentStatus(deployment: Deployment, status: DeploymentStatus, run: Run | undefined): object;
  push(change: PushedReference): object;
  create(ref: string, sender: string): object;
  delete(ref: string, sender: string): object;
  /** Somebody came into a team of the organization, or left it. */
  membership(team: Schemas['team'], login: string, action: 'added' | 'removed'): object;
  ping(hookId: number): object;
}

export function createPayloads(site: Site, history: History, surroundings: Surroundings): Payloads {
  const runOf = (run: Run) => runShape(site, run, history.commits.get(run.sha));
  const jobOf = (job: Job) => {
    const steps = jobShape(site, job).steps ?? [];
    return { ...jobShape(site, job), steps: steps.filter((step) => step.status !== 'queued') };
  };

  return {
    workflowRun: (run, action) => ({
      action,
      workflow_run: runOf(run),
      workflow: workflowShape(site, run.workflow),
      ...surroundings(run.triggeringActor),
    }),
    workflowJob: (job, action, deployment) => ({
      action,
      workflow_job: jobOf(job),
      ...(deployment === undefined ? {} : { deployment: deploymentShape(site, deployment) }),
      ...surroundings(job.run.triggeringActor),
    }),
    checkRun: (check, action, sender) => ({
      action,
      check_run: {
        ...checkRunShape(site, check),
        check_suite: {
          id: check.suiteId,
          node_id: nodeId('CS', check.suiteId),
          head_sha: check.sha,
          pull_requests: [],
        },
      },
      ...surroundings(sender),
    }),
    deployment: (deployment, run) => ({
      action: 'created',
      deployment: deploymentShape(site, deployment),
      workflow: run === undefined ? null : workflowShape(site, run.workflow),
      workflow_run: run === undefined ? null : runOf(run),
      ...surroundings(deployment.creator),
    }),
    deploymentStatus: (deployment, status, run) => ({
      action: 'created',
      deployment_status: deploymentStatusShape(site, deployment, status),
      deployment: deploymentShape(site, deployment),
      check_run: null,
      workflow: run === undefined ? null : workflowShape(site, run.workflow),
      workflow_run: run === undefined ? null : runOf(run),
      ...surroundings(status.creator),
    }),
    push({ ref, before, after, head, baseRef, forced, commits, sender }) {
      const { repository, ...rest } = surroundings(sender);
      const user = site.users.find(sender);
      const shown = commits.map((commit) => pushedCommit(site, commit));
      return {
        ref,
        before: before ?? noOne,
        after: after ?? noOne,
        repository: { ...repository, master_branch: site.defaultBranch, organization: site.owner },
        pusher: { name: user.login, email: user.email },
        ...rest,
        created: before === null,
        deleted: after === null,
        forced,
        base_ref: baseRef,
        compare: web(site, `/compare/${(before ?? noOne).slice(0, 12)}...${(after ?? noOne).slice(0, 12)}`),
        commits: shown,
        head_commit: head === undefined ? null : pushedCommit(site, head),
      };
    },
    create: (ref, sender) => ({
      ref: shortRef(ref),
      ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      full_ref: ref,
      master_branch: site.defaultBranch,
      description: null,
      pusher_type: 'user',
      ...surroundings(sender),
    }),
    delete: (ref, sender) => ({
      ref: shortRef(ref),
      ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      full_ref: ref,
      pusher_type: 'user',
      ...surroundings(sender),
    }),
    membership(team, login, action) {
      // It is the organization's, so it names no repository.
      const { repository: _, ...rest } = surroundings(site.owner);
      return { action, scope: 'team', member: simpleUser(site, login), team, ...rest };
    },
    ping: (hookId) => ({ zen: 'Keep it logically awesome.', hook_id: hookId, ...surroundings(site.owner) }),
  };
}
