import type { EnvironmentProtection } from '../../environment-protection.ts';
import type { Review, Waiting } from '../actions/protection.ts';
import type { Job, Run } from '../actions/run.ts';
import { shortRef } from '../actions/run.ts';
import type { Deployment } from '../deployments.ts';
import type { History } from '../git/history.ts';
import { deploymentShape } from '../shapes/deployment.ts';
import type { Reviewer } from '../shapes/environment.ts';
import { runShape } from '../shapes/run.ts';
import { simpleUser } from '../shapes/user.ts';
import { api, iso, type Site, web } from '../site.ts';
import type { Surroundings } from './surroundings.ts';

/** The bodies of webhooks about environments that have to be entered by leave. */
export interface ReviewPayloads {
  requested(waiting: Waiting): object;
  /** All of one run and one environment. */
  reviewed(decided: Waiting[], review: Review): object;
  ruleRequested(waiting: Waiting, deployment: Deployment): object;
}

export function createReviewPayloads(
  site: Site,
  history: History,
  surroundings: Surroundings,
  reviewers: (rules: EnvironmentProtection) => Reviewer[],
): ReviewPayloads {
  const runOf = (run: Run) => runShape(site, run, history.commits.get(run.sha));
  const jobRun = ({ job, environment, since }: Waiting) => ({
    id: job.id,
    name: job.name,
    status: job.status,
    conclusion: null,
    html_url: web(site, `/actions/runs/${job.run.id}/job/${job.id}`),
    created_at: iso(job.createdAt),
    updated_at: iso(since),
    environment,
  });

  return {
    requested(waiting) {
      const { run } = waiting.job;
      return {
        action: 'requested',
        workflow_run: runOf(run),
        since: iso(waiting.since),
        workflow_job_run: jobRun(waiting),
        environment: waiting.environment,
        reviewers: reviewers(waiting.rules),
        requestor: simpleUser(site, run.triggeringActor),
        ...surroundings(run.triggeringActor),
      };
    },
    reviewed(decided, { approved, reviewer, comment }) {
      const [first] = decided;
      if (first === undefined) throw new Error('a review decides about something');
      return {
        action: approved ? 'approved' : 'rejected',
        workflow_run: runOf(first.job.run),
        since: iso(first.since),
        approver: simpleUser(site, reviewer),
        comment,
        reviewers: reviewers(first.rules),
        workflow_job_run: jobRun(first),
        workflow_job_runs: decided.map(jobRun),
        ...surroundings(reviewer),
      };
    },
    ruleRequested({ job, environment }, deployment) {
      const { run } = job;
      return {
        action: 'requested',
        environment,
        event: run.event,
        sha: run.sha,
        ref: shortRef(run.ref),
        deployment_callback_url: callbackUrl(site, job),
        deployment: deploymentShape(site, deployment),
        pull_requests: [],
        ...surroundings(run.triggeringActor),
      };
    },
  };
}

function callbackUrl(site: Site, { run }: Job): string {
  return api(site, `/actions/runs/${run.id}/deployment_protection_rule`);
}
