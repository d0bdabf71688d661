import type { components } from '@octokit/openapi-types';
import type { Attempt, Job, Run } from '../actions/run.ts';
import { shortRef } from '../actions/run.ts';
import type { Workflow } from '../actions/workflow-file.ts';
import type { Commit } from '../git/history.ts';
import { api, iso, isoOrNull, nodeId, type Site, web } from '../site.ts';
import { simpleCommit } from './commit.ts';
import { minimalRepository } from './repository.ts';
import { simpleUser } from './user.ts';

type Schemas = components['schemas'];

/** A run, in its present attempt or in an earlier one. */
export function runShape(site: Site, run: Run, head: Commit | undefined, at: Attempt = run): Schemas['workflow-run'] {
  const url = api(site, `/actions/runs/${run.id}`);
  const suite = api(site, `/check-suites/${run.suiteId}`);
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId('WFR', run.id),
    head_branch: shortRef(run.ref),
    head_sha: run.sha,
    path: run.workflow.path,
    display_title: run.title,
    run_number: run.number,
    event: run.event,
    status: at.status,
    conclusion: at.conclusion,
    workflow_id: run.workflow.id,
    check_suite_id: run.suiteId,
    check_suite_node_id: nodeId('CS', run.suiteId),
    url,
    html_url: web(site, `/actions/runs/${run.id}`),
    pull_requests: [],
    created_at: iso(run.createdAt),
    updated_at: iso(at.updatedAt),
    actor: simpleUser(site, run.actor),
    run_attempt: at.attempt,
    referenced_workflows: [],
    run_started_at: iso(at.startedAt),
    triggering_actor: simpleUser(site, at.triggeringActor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: suite,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: at.attempt > 1 ? `${url}/attempts/${at.attempt - 1}` : null,
    workflow_url: api(site, `/actions/workflows/${run.workflow.id}`),
    head_commit: head === undefined ? null : simpleCommit(site, head),
    repository: minimalRepository(site),
    head_repository: minimalRepository(site),
  };
}

export function jobShape(site: Site, job: Job): Schemas['job'] {
  const { run } = job;
  const labels = job.definition['runs-on'];
  const running = job.status === 'in_progress' || (job.status === 'completed' && job.conclusion !== 'skipped');
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: shortRef(run.ref),
    run_url: api(site, `/actions/runs/${run.id}`),
    run_attempt: job.attempt,
    node_id: nodeId('CR', job.id),
    head_sha: run.sha,
    url: api(site, `/actions/jobs/${job.id}`),
    html_url: web(site, `/actions/runs/${run.id}/job/${job.id}`),
    status: job.status,
    conclusion: job.conclusion,
    created_at: iso(job.createdAt),
    started_at: iso(job.startedAt),
    completed_at: isoOrNull(job.completedAt),
    name: job.name,
    steps: running
      ? job.steps.map((step) => ({
          name: step.name,
          status: step.status,
          conclusion: step.conclusion,
          number: step.number,
          started_at: isoOrNull(step.startedAt),
          completed_at: isoOrNull(step.completedAt),
        }))
      : [],
    check_run_url: api(site, `/check-runs/${job.id}`),
    labels: typeof labels === 'string' ? [labels] : labels,
    runner_id: running ? 1 + (job.id % 20) : null,
    runner_name: running ? `GitHub Actions ${1 + (job.id % 20)}` : null,
    runner_group_id: running ? 0 : null,
    runner_group_name: running ? 'GitHub Actions' : null,
  };
}

export function workflowShape(site: Site, workflow: Workflow): Schemas['workflow'] {
  return {
    id: workflow.id,
    node_id: nodeId('W', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: iso(site.createdAt),
    updated_at: iso(site.createdAt),
    url: api(site, `/actions/workflows/${workflow.id}`),
    html_url: web(site, `/blob/${site.defaultBranch}/${workflow.path}`),
    badge_url: web(site, `/actions/workflows/${workflow.file}/badge.svg`),
  };
}
