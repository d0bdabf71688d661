import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { GitHubSimulation } from '../../../sandbox/contract.ts';
import { connect, deploy, silent, startWorld } from './world.ts';

function asApp(github: GitHubSimulation): Octokit {
  const auth = { appId: github.appId, privateKey: github.privateKey };
  return new Octokit({ authStrategy: createAppAuth, auth, baseUrl: github.apiUrl, log: silent });
}

test('an app signs in with its key, and works with the token of its installation', async () => {
  await using world = await startWorld('trading-engine');
  const { github, owner, repo, traffic } = world;
  const app = asApp(github);
  expect((await app.apps.getAuthenticated()).data).toMatchObject({ id: github.appId, slug: 'quarterdeck' });
  const { data: installation } = await app.apps.getRepoInstallation({ owner, repo });

  const auth = { appId: github.appId, privateKey: github.privateKey, installationId: installation.id };
  const installed = new Octokit({ authStrategy: createAppAuth, auth, baseUrl: github.apiUrl, log: silent });
  const { data } = await installed.apps.listReposAccessibleToInstallation();
  expect(data.repositories.map((each) => each.full_name)).toEqual(['acme/trading-engine']);
  const workflow = { owner, repo, workflow_id: 'deploy.yml', ref: 'develop' };
  await installed.actions.createWorkflowDispatch({
    ...workflow,
    inputs: { environment: 'staging', deployment_id: 'D' },
  });
  const runs = await installed.actions.listWorkflowRunsForRepo({ owner, repo, per_page: 1 });
  expect(runs.data.workflow_runs[0]?.actor).toMatchObject({ login: 'quarterdeck[bot]', type: 'Bot' });
  await expect(installed.users.getAuthenticated()).rejects.toMatchObject({ status: 403 });
  expect(traffic.counts()['github POST /app/installations/{installation_id}/access_tokens']).toBe(1);
});

test('a token may do what it was given, and no more', async () => {
  await using world = await startWorld('trading-engine');
  const { github, owner, repo } = world;
  const app = asApp(github);
  const { data: installation } = await app.apps.getRepoInstallation({ owner, repo });
  const request = { installation_id: installation.id, permissions: { contents: 'read' } } as const;
  const { data: issued } = await app.apps.createInstallationAccessToken(request);
  const reader = connect(github, issued.token);
  expect((await reader.repos.getBranch({ owner, repo, branch: 'develop' })).status).toBe(200);
  await expect(reader.actions.listRepoWorkflows({ owner, repo })).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration'),
  });
  await expect(
    app.apps.createInstallationAccessToken({ installation_id: installation.id, permissions: { issues: 'write' } }),
  ).rejects.toMatchObject({ status: 422 });
});

test('tokens end after an hour, and nobody gets in with a wrong one', async () => {
  let now = Date.now();
  await using world = await startWorld('trading-engine', { realNow: () => now });
  const { github, owner, repo } = world;
  const app = asApp(github);
  const { data: installation } = await app.apps.getRepoInstallation({ owner, repo });
  const { data } = await app.apps.createInstallationAccessToken({ installation_id: installation.id });
  const installed = connect(github, data.token);
  await installed.repos.get({ owner, repo });
  now += 3_600_001;
  await expect(installed.repos.get({ owner, repo })).rejects.toMatchObject({ status: 401 });
  await expect(connect(github, 'ghp_wrong').repos.get({ owner, repo })).rejects.toMatchObject({
    status: 401,
    message: expect.stringContaining('Bad credentials'),
  });
  const nobody = await fetch(`${github.apiUrl}/repos/${owner}/${repo}`);
  expect(nobody.status).toBe(401);
  await expect(asApp(github).apps.getAuthenticated()).rejects.toMatchObject({ status: 401 });
});

test('what was not delivered can be asked for again, under the same GUID', async () => {
  await using world = await startWorld('trading-engine');
  const { github } = world;
  github.deliverTo('http://127.0.0.1:9/nobody');
  github.webhooks('lose');
  await deploy(world, { environment: 'staging', deployment_id: 'D' });
  const app = asApp(github);
  const failed = await app.request('GET /app/hook/deliveries', { per_page: 1, status: 'failure' });
  const item = z.array(z.object({ id: z.number(), guid: z.string(), event: z.string() })).parse(failed.data)[0];
  expect(failed.headers.link).toMatch(/cursor=\d+.*rel="next"/);
  const again = await app.apps.redeliverWebhookDelivery({ delivery_id: item?.id ?? 0 });
  expect(again.status).toBe(202);
  const { data } = await app.apps.listWebhookDeliveries();
  expect(data[0]).toMatchObject({ guid: item?.guid, redelivery: true, event: item?.event });
});

test('the hourly limit counts every answer but 304, and then refuses', async () => {
  await using world = await startWorld('trading-engine', { rateLimit: 3 });
  const { github, octokit, owner, repo } = world;
  const first = await octokit.repos.get({ owner, repo });
  expect(first.headers).toMatchObject({
    'x-ratelimit-limit': '3',
    'x-ratelimit-remaining': '2',
    'x-ratelimit-used': '1',
  });
  const headers = { 'if-none-match': String(first.headers.etag) };
  await expect(octokit.repos.get({ owner, repo, headers })).rejects.toMatchObject({
    status: 304,
    response: { headers: { 'x-ratelimit-remaining': '2' } },
  });
  await octokit.repos.get({ owner, repo });
  expect((await octokit.rateLimit.get()).data.rate).toMatchObject({ limit: 3, used: 2, remaining: 1 });
  await octokit.repos.get({ owner, repo });
  await expect(octokit.repos.get({ owner, repo })).rejects.toMatchObject({
    status: 403,
    response: { headers: { 'x-ratelimit-remaining': '0' } },
  });
  expect(github.routes).toContain('GET /rate_limit');
});
