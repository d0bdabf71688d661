import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { deploy, jobNames, jobsOf, silent, startWorld } from './world.ts';

test('a job of a protected environment waits for a reviewer, and goes on when one lets it', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, pass } = world;
  github.protect('production', ['lead', 'lead2']);
  const run = await deploy(world, { environment: 'production', deployment_id: 'D' }, 'v1.4.0');
  pass('1h');
  expect((await octokit.actions.getWorkflowRun(run)).data.status).toBe('waiting');
  expect((await jobsOf(world, run)).map((job) => job.status)).toContain('waiting');
  const { data: pending } = await octokit.actions.getPendingDeploymentsForRun(run);
  expect(pending).toMatchObject([{ environment: { name: 'production' }, current_user_can_approve: false }]);
  expect(pending[0]?.reviewers?.map(({ reviewer }) => reviewer && 'login' in reviewer && reviewer.login)).toEqual([
    'lena-lead',
    'luis-lead',
  ]);

  const decision = { run: run.run_id, environment: 'production', approved: true };
  expect(github.review('dev', decision)).toBe(false);
  expect(github.review('lead', { ...decision, comment: 'ship it' })).toBe(true);
  pass('20m');
  expect((await octokit.actions.getWorkflowRun(run)).data.conclusion).toBe('success');
  const { data: approvals } = await octokit.actions.getReviewsForRun(run);
  expect(approvals).toMatchObject([{ state: 'approved', comment: 'ship it', user: { login: 'lena-lead' } }]);
});

test('a job that is rejected fails without having begun', async () => {
  await using world = await startWorld('alphavelocity');
  const { github, octokit, pass } = world;
  github.protect('production', ['lead']);
  const run = await deploy(world, { environment: 'production' }, 'v1.4.0');
  pass('5m');
  github.review('lead', { run: run.run_id, environment: 'production', approved: false });
  pass('5m');
  expect((await octokit.actions.getWorkflowRun(run)).data.conclusion).toBe('failure');
  expect(await jobNames(world, run)).toEqual(
    expect.arrayContaining(['Deploy to production: failure', 'Rollback: success']),
  );
  expect(github.world().running.alphavelocity?.production?.ref).toBe('v1.3.0');
});

test('a run that waits can be cancelled', async () => {
  await using world = await startWorld('trading-engine');
  world.github.protect('production', ['lead']);
  const run = await deploy(world, { environment: 'production', deployment_id: 'D' }, 'v1.4.0');
  world.pass('1m');
  await world.octokit.actions.cancelWorkflowRun(run);
  expect((await world.octokit.actions.getWorkflowRun(run)).data.conclusion).toBe('cancelled');
  expect(world.github.review('lead', { run: run.run_id, environment: 'production', approved: true })).toBe(false);
});

test('an app is no reviewer', async () => {
  await using world = await startWorld('trading-engine');
  const { github } = world;
  github.protect('production', ['quarterdeck[bot]']);
  const run = await deploy(world, { environment: 'production', deployment_id: 'D' }, 'v1.4.0');
  const auth = { appId: github.appId, privateKey: github.privateKey, installationId: 5150001 };
  const app = new Octokit({ authStrategy: createAppAuth, auth, baseUrl: github.apiUrl, log: silent });
  const decision = { ...run, environment_ids: [520001], state: 'approved' as const, comment: 'go' };
  await expect(app.actions.reviewPendingDeploymentsForRun(decision)).rejects.toMatchObject({ status: 403 });
});
