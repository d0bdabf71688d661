import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { readWorld } from '../../../sandbox/world.ts';
import { collectWebhooks } from './collect-webhooks.ts';
import {
  as,
  deploy,
  jobNames,
  jobsOf,
  protection,
  pushed,
  type RunReference,
  startWorld,
  startWorldOf,
  type TestWorld,
} from './world.ts';

const leads = protection({ reviewers: { users: ['lead'], teams: ['release-managers'] } });

/** A deployment to production that waits there. */
async function waiting(world: TestWorld, rules = leads): Promise<RunReference> {
  world.github.protect('production', rules);
  const run = await deploy(world, { environment: 'production', deployment_id: 'D' }, 'v1.4.0');
  world.pass('1m');
  expect((await world.octokit.actions.getWorkflowRun(run)).data.status).toBe('waiting');
  return run;
}

const conclusion = async (world: TestWorld, run: RunReference) =>
  (await world.octokit.actions.getWorkflowRun(run)).data.conclusion;

async function productionId({ octokit, owner, repo }: TestWorld): Promise<number> {
  const { data } = await octokit.repos.getEnvironment({ owner, repo, environment_name: 'production' });
  return Number(data.id);
}

test('a job of a protected environment waits for a reviewer, and goes on when one lets it', async () => {
  await using world = await startWorld('trading-engine');
  const run = await waiting(world);
  expect((await jobsOf(world, run)).map((job) => job.status)).toContain('waiting');
  const { data: pending } = await world.octokit.actions.getPendingDeploymentsForRun(run);
  expect(pending).toMatchObject([
    {
      environment: { name: 'production' },
      wait_timer: 0,
      wait_timer_started_at: null,
      current_user_can_approve: false,
      reviewers: [
        { type: 'User', reviewer: { login: 'lena-lead' } },
        { type: 'Team', reviewer: { slug: 'release-managers' } },
      ],
    },
  ]);

  const luis = as(world, 'lead2').actions;
  expect((await luis.getPendingDeploymentsForRun(run)).data[0]?.current_user_can_approve).toBe(true);
  const decision = { ...run, environment_ids: [await productionId(world)], state: 'approved' as const, comment: 'go' };
  await expect(as(world, 'dev').actions.reviewPendingDeploymentsForRun(decision)).rejects.toMatchObject({
    status: 422,
  });
  const decided = await luis.reviewPendingDeploymentsForRun(decision);
  expect(decided.data).toMatchObject([{ environment: 'production', ref: 'v1.4.0' }]);
  expect((await world.octokit.actions.getPendingDeploymentsForRun(run)).data).toEqual([]);
  world.pass('20m');
  expect(await conclusion(world, run)).toBe('success');
  const { data: approvals } = await world.octokit.actions.getReviewsForRun(run);
  expect(approvals).toMatchObject([
    { state: 'approved', comment: 'go', user: { login: 'luis-lead' }, environments: [{ name: 'production' }] },
  ]);
});

test('a job that is rejected fails without having begun', async () => {
  await using world = await startWorld('alphavelocity');
  const { github, pass } = world;
  github.protect('production', leads);
  const run = await deploy(world, { environment: 'production' }, 'v1.4.0');
  pass('5m');
  const decision = { run: run.run_id, environment: 'production', approved: false };
  expect(github.review('dev', decision)).toBe(false);
  expect(github.review('lead', decision)).toBe(true);
  expect(github.review('lead', decision)).toBe(false);
  pass('5m');
  expect(await conclusion(world, run)).toBe('failure');
  expect(await jobNames(world, run)).toEqual(
    expect.arrayContaining(['Deploy to production: failure', 'Rollback: success']),
  );
  expect(github.world().running.alphavelocity?.production?.ref).toBe('v1.3.0');
});

test('a run that waits can be cancelled', async () => {
  await using world = await startWorld('trading-engine');
  const run = await waiting(world);
  await world.octokit.actions.cancelWorkflowRun(run);
  expect(await conclusion(world, run)).toBe('cancelled');
  expect(world.github.review('lead', { run: run.run_id, environment: 'production', approved: true })).toBe(false);
});

test('who started the run may not let it in where that is prevented', async () => {
  await using world = await startWorld('trading-engine');
  const { github, pass } = world;
  github.protect('production', { ...leads, preventSelfReview: true });
  const [id = 0] = pushed(world, 'lead', { tag: 'v1.5.0', message: '' }).runs;
  pass('1m');
  const run = { owner: world.owner, repo: world.repo, run_id: id };
  const can = async (handle: string) =>
    (await as(world, handle).actions.getPendingDeploymentsForRun(run)).data.map(
      (each) => each.current_user_can_approve,
    );
  expect([await can('lead'), await can('lead2')]).toEqual([[false], [true]]);
  const decision = { run: id, environment: 'production', approved: true };
  expect(github.review('lead', decision)).toBe(false);
  expect(github.review('lead2', decision)).toBe(true);
});

test('a timer lets the job in by itself, but not before a reviewer has', async () => {
  await using world = await startWorld('trading-engine');
  const run = await waiting(world, protection({ waitTimer: '30m' }));
  const { data } = await world.octokit.actions.getPendingDeploymentsForRun(run);
  expect(data).toMatchObject([
    { wait_timer: 30, wait_timer_started_at: '2026-01-20T15:05:00Z', current_user_can_approve: false },
  ]);
  world.pass('28m');
  expect(await conclusion(world, run)).toBeNull();
  world.pass('21m');
  expect(await conclusion(world, run)).toBe('success');

  const both = await waiting(world, { ...leads, waitTimer: '30m' });
  world.pass('1h');
  expect((await world.octokit.actions.getWorkflowRun(both)).data.status).toBe('waiting');
  world.github.review('lead', { run: both.run_id, environment: 'production', approved: true });
  world.pass('20m');
  expect(await conclusion(world, both)).toBe('success');
});

test('a ref that may not go there fails the job at once, and makes no deployment', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo, github } = world;
  github.protect('production', protection({ refs: { branches: [], tags: ['v*.*.*'] } }));
  const refused = await deploy(world, { environment: 'production', deployment_id: 'D-1' }, 'develop');
  world.pass('1m');
  expect(await conclusion(world, refused)).toBe('failure');
  const { data } = await octokit.repos.listDeployments({ owner, repo, environment: 'production', ref: 'develop' });
  expect(data).toEqual([]);
  const taken = await deploy(world, { environment: 'production', deployment_id: 'D-2' }, 'v1.4.0');
  world.pass('20m');
  expect(await conclusion(world, taken)).toBe('success');
  const at = { owner, repo, environment_name: 'production' };
  const environment = (await octokit.repos.getEnvironment(at)).data;
  expect(environment.protection_rules).toMatchObject([{ type: 'branch_policy' }]);
  expect((await octokit.repos.listDeploymentBranchPolicies(at)).data.branch_policies).toMatchObject([
    { name: 'v*.*.*', type: 'tag' },
  ]);
});

test('reviews are told: that one is wanted, and what was decided', async () => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks();
  world.github.deliverTo(bot.url);
  const run = await waiting(world);
  world.github.review('lead', { run: run.run_id, environment: 'production', approved: true, comment: 'ship it' });
  await vi.waitFor(() => expect(bot.events()).toContain('deployment_review.approved'), { interval: 5 });
  expect(bot.events()).toContain('workflow_job.waiting');
  const [requested, approved] = bot.bodies('deployment_review');
  expect(requested).toMatchObject({
    workflow_run: { id: run.run_id, status: 'queued' },
    workflow_job_run: { environment: 'production', status: 'waiting' },
    environment: 'production',
    reviewers: [{ type: 'User' }, { type: 'Team' }],
    requestor: { login: 'quarterdeck-bot' },
    since: '2026-01-20T15:05:00Z',
  });
  expect(approved).toMatchObject({
    approver: { login: 'lena-lead' },
    sender: { login: 'lena-lead' },
    comment: 'ship it',
    workflow_job_runs: [{ environment: 'production' }],
  });
});

test('what stands when the world begins was let in long ago', async () => {
  const seed = await readWorld(path.join(import.meta.dirname, '../../../examples/trading-engine'));
  await using world = await startWorldOf({ ...seed, environments: { staging: leads, production: leads } });
  const { data } = await world.octokit.actions.listWorkflowRunsForRepo({ owner: world.owner, repo: world.repo });
  expect(data.workflow_runs.filter(({ status }) => status !== 'completed')).toEqual([]);
  const [id = 0] = pushed(world, 'lead', { tag: 'v1.5.0', message: '' }).runs;
  world.pass('1m');
  const run = { owner: world.owner, repo: world.repo, run_id: id };
  expect((await world.octokit.actions.getWorkflowRun(run)).data.status).toBe('waiting');
});
