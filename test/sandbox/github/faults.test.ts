import { expect, test } from 'vitest';
import { startWorld } from './world.ts';

test('faults befall the requests that they name, as often as they say', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, owner, repo } = world;
  github.fault({ kind: 'http', status: 502, match: '^GET .*/branches', times: 2 });
  for (const _ of [1, 2])
    await expect(octokit.repos.listBranches({ owner, repo })).rejects.toMatchObject({ status: 502 });
  expect((await octokit.repos.listBranches({ owner, repo })).status).toBe(200);
});

test('a fault lasts as long as it says, in real time', async () => {
  let now = 1_000;
  await using world = await startWorld('trading-engine', { realNow: () => now });
  const { github, octokit, owner, repo } = world;
  github.fault({ kind: 'http', forMs: 60_000 });
  await expect(octokit.repos.get({ owner, repo })).rejects.toMatchObject({ status: 502 });
  now += 60_001;
  expect((await octokit.repos.get({ owner, repo })).status).toBe(200);
});

test('limits are told as GitHub tells them', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, owner, repo } = world;
  github.fault({ kind: 'secondary-rate-limit', retryAfter: 7 });
  await expect(octokit.repos.get({ owner, repo })).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('secondary rate limit'),
    response: { headers: { 'retry-after': '7' } },
  });
  github.fault({ kind: 'primary-rate-limit', retryAfter: 30 });
  await expect(octokit.repos.get({ owner, repo })).rejects.toMatchObject({
    status: 403,
    response: { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': expect.stringMatching(/^\d+$/) } },
  });
});

test('a permission can be missing for a while', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, owner, repo } = world;
  github.fault({ kind: 'forbidden', permission: 'pull_requests', match: '/pulls', times: 2 });
  await expect(
    octokit.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha: 'main' }),
  ).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration'),
  });
  expect((await octokit.repos.listBranches({ owner, repo })).status).toBe(200);
  github.clearFaults();
  expect((await octokit.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha: 'main' })).status).toBe(
    200,
  );
});

test('a dispatch whose answer is lost has been done nevertheless', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, owner, repo } = world;
  github.fault({ kind: 'lost-answer', match: '^POST .*/dispatches$' });
  const inputs = { environment: 'staging', deployment_id: 'D-404' };
  const asked = octokit.actions.createWorkflowDispatch({
    owner,
    repo,
    workflow_id: 'deploy.yml',
    ref: 'develop',
    inputs,
  });
  await expect(asked).rejects.toMatchObject({ status: 500 });
  const { data } = await octokit.actions.listWorkflowRuns({ owner, repo, workflow_id: 'deploy.yml', per_page: 1 });
  expect(data.workflow_runs[0]?.display_title).toBe('Deploy staging · D-404');
});

test('a request that hangs is answered by nobody, until the faults are cleared', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, owner, repo } = world;
  github.fault({ kind: 'hang', times: 99 });
  const given = octokit.repos.get({ owner, repo, request: { signal: AbortSignal.timeout(50) } });
  await expect(given).rejects.toMatchObject({ message: expect.stringContaining('aborted') });
  github.clearFaults();
  expect((await octokit.repos.get({ owner, repo })).status).toBe(200);
});

test('checks become red, pending and green again, by name or all of them', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, owner, repo } = world;
  const checks = async () => {
    const { data } = await octokit.checks.listForRef({ owner, repo, ref: 'develop', per_page: 100 });
    return data.check_runs.map((check) => check.conclusion ?? check.status).filter((state) => state !== 'skipped');
  };
  expect(new Set(await checks())).toEqual(new Set(['success']));
  github.setChecks({ ref: 'develop', conclusion: 'failure', name: 'lint' });
  expect((await checks()).filter((state) => state === 'failure')).toHaveLength(1);
  github.setChecks({ conclusion: 'pending' });
  expect(new Set(await checks())).toEqual(new Set(['in_progress']));
  github.setChecks({ conclusion: 'success' });
  expect(new Set(await checks())).toEqual(new Set(['success']));
});
