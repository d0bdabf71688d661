import type { components } from '@octokit/openapi-types';
import type { CheckRun } from '../check-runs.ts';
import type { Deployment, DeploymentStatus } from '../deployments.ts';
import { api, iso, isoOrNull, nodeId, type Site, web } from '../site.ts';
import { actionsApp } from './app.ts';
import { simpleUser } from './user.ts';

type Schemas = components['schemas'];

export function deploymentShape(site: Site, deployment: Deployment): Schemas['deployment'] {
  const url = api(site, `/deployments/${deployment.id}`);
  return {
    url,
    id: deployment.id,
    node_id: nodeId('DE', deployment.id),
    task: deployment.task,
    original_environment: deployment.originalEnvironment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: iso(deployment.createdAt),
    updated_at: iso(deployment.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: api(site),
    creator: simpleUser(site, deployment.creator),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: deployment.runId === null ? null : actionsApp(site),
  };
}

export function deploymentStatusShape(
  site: Site,
  deployment: Deployment,
  status: DeploymentStatus,
): Schemas['deployment-status'] {
  const url = api(site, `/deployments/${deployment.id}`);
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DES', status.id),
    state: status.state,
    creator: simpleUser(site, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
    deployment_url: url,
    repository_url: api(site),
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: deployment.runId === null ? null : actionsApp(site),
  };
}

export function checkRunShape(site: Site, check: CheckRun): Schemas['check-run'] {
  const page = web(site, check.runId === null ? `/runs/${check.id}` : `/actions/runs/${check.runId}/job/${check.id}`);
  return {
    id: check.id,
    name: check.name,
    node_id: nodeId('CR', check.id),
    head_sha: check.sha,
    external_id: nodeId('E', check.id),
    url: api(site, `/check-runs/${check.id}`),
    html_url: page,
    details_url: page,
    status: check.status,
    conclusion: check.conclusion,
    started_at: iso(check.startedAt),
    completed_at: isoOrNull(check.completedAt),
    output: {
      title: check.summary === null ? null : check.name,
      summary: check.summary,
      text: null,
      annotations_count: 0,
      annotations_url: api(site, `/check-runs/${check.id}/annotations`),
    },
    check_suite: { id: check.suiteId },
    app: actionsApp(site),
    pull_requests: [],
  };
}
