import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { collectWebhooks } from './collect-webhooks.ts';
import { as, deploy, protection, type RunReference, silent, startWorld, type TestWorld } from './world.ts';

const ruled = protection({ apps: ['quarterdeck'] });

function asApp({ github }: TestWorld): Octokit {
  const auth = { appId: github.appId, privateKey: github.privateKey, installationId: 5150001 };
  return new Octokit({ authStrategy: createAppAuth, auth, baseUrl: github.apiUrl, log: silent });
}

async function waiting(world: TestWorld, rules = ruled): Promise<RunReference> {
  world.github.protect('production', rules);
  const run = await deploy(world, { environment: 'production', deployment_id: 'D' }, 'v1.4.0');
  world.pass('1m');
  return run;
}

const told = z.object({
  action: z.literal('requested'),
  environment: z.literal('production'),
  event: z.literal('workflow_dispatch'),
  sha: z.string(),
  ref: z.literal('v1.4.0'),
  deployment_callback_url: z.string(),
  deployment: z.object({ id: z.number(), environment: z.string(), sha: z.string() }),
  pull_requests: z.array(z.unknown()),
  repository: z.object({ full_name: z.string() }),
  installation: z.object({ id: z.number() }),
  sender: z.object({ login: z.string() }),
});

test('the app is asked, reports how far it is, and lets the job in at the address that it was given', async () => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks();
  world.github.deliverTo(bot.url);
  const run = await waiting(world);
  await vi.waitFor(() => expect(bot.bodies('deployment_protection_rule')).toHaveLength(1), { interval: 5 });
  const asked = told.parse(bot.bodies('deployment_protection_rule')[0]);
  expect(asked.deployment_callback_url).toMatch(new RegExp(`/actions/runs/${run.run_id}/deployment_protection_rule$`));
  const { data: pending } = await world.octokit.actions.getPendingDeploymentsForRun(run);
  expect(pending).toMatchObject([{ environment: { name: 'production' }, reviewers: [] }]);

  const app = asApp(world);
  const answer = (body: Record<string, string>) => app.request(`POST ${asked.deployment_callback_url}`, body);
  const environment_name = 'production';
  await answer({ environment_name, comment: 'Waits for two approvals' });
  expect(world.github.world().runs[0]).toMatchObject({
    status: 'waiting',
    waiting: [{ environment: 'production', apps: ['quarterdeck'], reports: [{ comment: 'Waits for two approvals' }] }],
  });
  expect((await answer({ environment_name, state: 'approved', comment: 'Approved by Lena' })).status).toBe(204);
  world.pass('20m');
  expect((await world.octokit.actions.getWorkflowRun(run)).data.conclusion).toBe('success');
  await expect(answer({ environment_name, state: 'approved' })).rejects.toMatchObject({ status: 422 });
});

test('a job that the app rejects fails', async () => {
  await using world = await startWorld('trading-engine');
  const run = await waiting(world);
  await asApp(world).actions.reviewCustomGatesForRun({ ...run, environment_name: 'production', state: 'rejected' });
  expect((await world.octokit.actions.getWorkflowRun(run)).data.conclusion).toBe('failure');
});

test('the app and a reviewer both have to let it in; neither can speak for the other', async () => {
  await using world = await startWorld('trading-engine');
  const run = await waiting(world, protection({ apps: ['quarterdeck'], reviewers: { users: ['lead'] } }));
  const { owner, repo, octokit } = world;
  const environment = await octokit.repos.getEnvironment({ owner, repo, environment_name: 'production' });
  const review = { ...run, environment_ids: [Number(environment.data.id)], state: 'approved' as const, comment: '' };
  const verdict = { ...run, environment_name: 'production', state: 'approved' as const };
  const app = asApp(world).actions;
  const lena = as(world, 'lead').actions;
  await expect(app.reviewPendingDeploymentsForRun(review)).rejects.toMatchObject({ status: 403 });
  await expect(lena.reviewCustomGatesForRun(verdict)).rejects.toMatchObject({ status: 403 });
  await lena.reviewPendingDeploymentsForRun(review);
  expect((await octokit.actions.getWorkflowRun(run)).data.status).toBe('waiting');
  await app.reviewCustomGatesForRun(verdict);
  world.pass('20m');
  expect((await octokit.actions.getWorkflowRun(run)).data.conclusion).toBe('success');
});

test('ten reports are taken, of 1024 characters each, and a report has to say something', async () => {
  await using world = await startWorld('trading-engine');
  const run = await waiting(world);
  const app = asApp(world).actions;
  const report = (comment: string) => app.reviewCustomGatesForRun({ ...run, environment_name: 'production', comment });
  await expect(report('x'.repeat(1_025))).rejects.toMatchObject({ status: 422 });
  await expect(report('')).rejects.toMatchObject({ status: 422 });
  for (let count = 0; count < 10; count += 1) expect((await report('x'.repeat(1_024))).status).toBe(204);
  await expect(report('one more')).rejects.toMatchObject({ status: 422 });
});

test('the rule is listed with its app', async () => {
  await using world = await startWorld('trading-engine');
  world.github.protect('production', ruled);
  const { owner, repo, octokit, github } = world;
  const { data } = await octokit.repos.getAllDeploymentProtectionRules({
    owner,
    repo,
    environment_name: 'production',
  });
  expect(data).toMatchObject({
    total_count: 1,
    custom_deployment_protection_rules: [{ enabled: true, app: { id: github.appId, slug: 'quarterdeck' } }],
  });
});
