import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { deploy, protection, silent, startWorld, type TestWorld } from './world.ts';

/** For each route a call that it answers, with the status of the answer. Values fill the route's parameters. */
const calls: Record<string, [status: number, values?: Record<string, unknown>]> = {
  'GET /': [200],
  'GET /meta': [200],
  'GET /rate_limit': [200],
  'GET /user': [200],
  'GET /users/{username}': [200, { username: 'dana-dev' }],
  'GET /app': [200],
  'GET /app/installations': [200],
  'GET /app/installations/{installation_id}': [200],
  'GET /repos/{owner}/{repo}/installation': [200],
  'GET /orgs/{org}/installation': [200],
  'POST /app/installations/{installation_id}/access_tokens': [201],
  'GET /installation/repositories': [200],
  'GET /app/hook/config': [200],
  'GET /app/hook/deliveries': [200],
  'GET /app/hook/deliveries/{delivery_id}': [200],
  'POST /app/hook/deliveries/{delivery_id}/attempts': [202],
  'GET /repos/{owner}/{repo}': [200],
  'GET /repos/{owner}/{repo}/branches': [200],
  'GET /repos/{owner}/{repo}/branches/{branch}': [200, { branch: 'develop' }],
  'GET /repos/{owner}/{repo}/tags': [200],
  'GET /repos/{owner}/{repo}/git/ref/{ref}': [200, { ref: 'heads/develop' }],
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': [200, { ref: 'tags/v1' }],
  'POST /repos/{owner}/{repo}/git/refs': [201, { ref: 'refs/tags/quarterdeck/a' }],
  'POST /repos/{owner}/{repo}/git/tags': [201, { tag: 'v9', message: 'nine', type: 'commit' }],
  'GET /repos/{owner}/{repo}/git/tags/{tag_sha}': [200],
  'DELETE /repos/{owner}/{repo}/git/refs/{ref}': [204, { ref: 'tags/quarterdeck/a' }],
  'GET /repos/{owner}/{repo}/commits': [200],
  'GET /repos/{owner}/{repo}/commits/{ref}': [200, { ref: 'develop' }],
  'GET /repos/{owner}/{repo}/compare/{basehead}': [200, { basehead: 'v1.3.0...develop' }],
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': [200, { ref: 'develop' }],
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': [200],
  'GET /repos/{owner}/{repo}/commits/{ref}/status': [200, { ref: 'develop' }],
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': [200, { commit_sha: 'develop' }],
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': [200, { pull_number: 57 }],
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': [200, { username: 'sam-sre' }],
  'GET /repos/{owner}/{repo}/branches/{branch}/protection': [200, { branch: 'main' }],
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': [200, { branch: 'main' }],
  'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}': [200, { ruleset_id: 510_001 }],
  'GET /repos/{owner}/{repo}/contents/{path}': [200, { path: '.github/workflows' }],
  'GET /repos/{owner}/{repo}/actions/secrets': [200],
  'GET /repos/{owner}/{repo}/actions/workflows': [200],
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}': [200],
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': [200],
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': [204, { ref: 'develop' }],
  'GET /repos/{owner}/{repo}/actions/runs': [200],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': [200],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}': [200, { attempt_number: 1 }],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs': [200, { attempt_number: 1 }],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs': [200],
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}': [200],
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs': [200],
  'GET /repos/{owner}/{repo}/actions/artifacts': [200],
  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}': [200],
  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': [200, { archive_format: 'zip' }],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': [200],
  'POST /repos/{owner}/{repo}/actions/jobs/{job_id}/rerun': [201],
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel': [202],
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/force-cancel': [202],
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun': [201],
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs': [201],
  'GET /repos/{owner}/{repo}/deployments': [200],
  'POST /repos/{owner}/{repo}/deployments': [201, { ref: 'v1.4.0', required_contexts: [] }],
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}': [200],
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': [200],
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': [201, { state: 'success' }],
  'GET /repos/{owner}/{repo}/environments': [200],
  'GET /repos/{owner}/{repo}/environments/{environment_name}': [200, { environment_name: 'production' }],
  'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies': [
    200,
    { environment_name: 'production' },
  ],
  'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules': [
    200,
    { environment_name: 'production' },
  ],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments': [200],
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments': [200, { state: 'approved', comment: 'go' }],
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals': [200],
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule': [
    204,
    { environment_name: 'production', comment: 'looking' },
  ],
  'GET /orgs/{org}/teams/{team_slug}/members': [200, { team_slug: 'sre' }],
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': [200, { team_slug: 'sre', username: 'sam-sre' }],
  'GET /repos/{owner}/{repo}/hooks': [200],
  'GET /repos/{owner}/{repo}/hooks/{hook_id}/deliveries': [200],
  'GET /repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}': [200],
  'POST /repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts': [202],
};

/** A world with a run of every kind that the calls need, and the values that name them. */
async function furnish(world: TestWorld) {
  const { github, octokit, owner, repo, pass } = world;
  github.deliverTo('http://127.0.0.1:9/nobody');
  github.webhooks('lose');
  const succeeded = await deploy(world, { environment: 'staging' });
  pass('10m');
  github.failJob({ job: 'validate' });
  const failed = await deploy(world, { environment: 'staging' });
  pass('10m');
  github.protect('production', protection({ reviewers: { users: ['quarterdeck-bot'] }, apps: ['quarterdeck'] }));
  const rules = { approvals: 2, checks: ['lint'], upToDate: true, signatures: true, administrators: true };
  github.protectBranch('main', rules, 'everything by review');
  const held = await deploy(world, { environment: 'production', deployment_id: 'held' }, 'v1.4.0');
  pass('5m');
  const { data: environment } = await octokit.repos.getEnvironment({ owner, repo, environment_name: 'production' });
  const open = await deploy(world, { environment: 'staging' });
  const stuck = await deploy(world, { environment: 'production' });
  const { data: jobs } = await octokit.actions.listJobsForWorkflowRun(succeeded);
  github.upload({ ref: 'develop', name: 'coverage', files: { 'coverage-summary.json': '{}' } });
  const { data: uploaded } = await octokit.actions.listArtifactsForRepo({ owner, repo, name: 'coverage' });
  const { data: deployments } = await octokit.repos.listDeployments({ owner, repo });
  const { data: hooks } = await octokit.repos.listWebhooks({ owner, repo });
  const hook_id = hooks[0]?.id ?? 0;
  const { data: deliveries } = await octokit.repos.listWebhookDeliveries({ owner, repo, hook_id });
  const { data: branch } = await octokit.repos.getBranch({ owner, repo, branch: 'develop' });
  const { data: tag } = await octokit.git.getRef({ owner, repo, ref: 'tags/v1.4.0' });
  const common = {
    tag_sha: tag.object.sha,
    environment_ids: [environment.id],
    object: branch.commit.sha,
    owner,
    repo,
    org: owner,
    hook_id,
    workflow_id: 'deploy.yml',
    installation_id: 5150001,
    delivery_id: deliveries[0]?.id,
    artifact_id: uploaded.artifacts[0]?.id,
    job_id: jobs.jobs[0]?.id,
    check_run_id: jobs.jobs[0]?.id,
    deployment_id: deployments[0]?.id,
  };
  return (route: string) => {
    const named: [string, typeof open][] = [
      ['/rerun-failed-jobs', failed],
      ['/force-cancel', stuck],
      ['/cancel', open],
      ['/pending_deployments', held],
      ['/deployment_protection_rule', held],
    ];
    const run = named.find(([end]) => route.endsWith(end))?.[1] ?? succeeded;
    const sha = route === 'POST /repos/{owner}/{repo}/git/refs' ? { sha: branch.commit.sha } : {};
    return { ...common, ...run, ...sha };
  };
}

test('every route is known here, and answers', async () => {
  await using world = await startWorld('alphavelocity');
  const { github, octokit } = world;
  expect(Object.keys(calls).sort()).toEqual([...github.routes].sort());
  const auth = { appId: github.appId, privateKey: github.privateKey };
  const app = new Octokit({ authStrategy: createAppAuth, auth, baseUrl: github.apiUrl, log: silent });
  const installation = { ...auth, installationId: 5150001 };
  const installed = new Octokit({
    authStrategy: createAppAuth,
    auth: installation,
    baseUrl: github.apiUrl,
    log: silent,
  });
  const values = await furnish(world);
  const again = /rerun/;
  const order = Object.keys(calls).sort((a, b) => Number(again.test(a)) - Number(again.test(b)));
  for (const route of order) {
    const [status, own = {}] = calls[route] ?? [0];
    const client = /\/app\b|\/installation$/.test(route) ? app : route.endsWith('_rule') ? installed : octokit;
    if (route.endsWith('/jobs/{job_id}/rerun')) world.pass('10m');
    if (route.endsWith('/runs/{run_id}/rerun')) world.pass('10m');
    const used = { ...values(route), ...own };
    const wanted = [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
    const body = route.startsWith('POST')
      ? [
          'ref',
          'sha',
          'state',
          'required_contexts',
          'tag',
          'message',
          'type',
          'object',
          'environment_ids',
          'comment',
          'environment_name',
        ]
      : [];
    const sent = Object.fromEntries(
      Object.entries(used).filter(([name]) => wanted.includes(name) || body.includes(name)),
    );
    const request = client.request(route, sent);
    await expect(
      request.then((answer) => answer.status, String),
      route,
    ).resolves.toBe(status);
  }
});
