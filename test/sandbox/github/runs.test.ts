import { expect, test } from 'vitest';
import { deploy, jobNames, jobsOf, startWorld } from './world.ts';

test('a dispatched deployment is played to its end, job by job and step by step', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, github, pass } = world;
  const run = await deploy(world, { environment: 'staging', services: 'api', deployment_id: 'D-1' });

  const queued = await octokit.actions.getWorkflowRun(run);
  expect(queued.data).toMatchObject({ status: 'queued', conclusion: null, display_title: 'Deploy staging · D-1' });

  pass('30s');
  expect(await jobNames(world, run)).toEqual(['Deploy to staging: in_progress', 'Deploy to production: skipped']);
  const [staging] = await jobsOf(world, run);
  expect(staging?.steps?.find((step) => step.status === 'in_progress')?.name).toBe('Helm rolling update');

  pass('20m');
  const done = await octokit.actions.getWorkflowRun(run);
  expect(done.data).toMatchObject({ status: 'completed', conclusion: 'success', event: 'workflow_dispatch' });
  expect(await jobNames(world, run)).toEqual([
    'Deploy to staging: success',
    'Deploy to production: skipped',
    'Load test: success',
  ]);
  const { running, repositories } = github.world();
  const tip = repositories['acme/trading-engine']?.branches.develop;
  expect(running.api?.staging).toEqual({ ref: 'develop', sha: tip });
  expect(running.worker?.staging?.sha).not.toBe(tip);
});

test('a run is found again by its title, among those created since', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo } = world;
  const { run_id } = await deploy(world, { environment: 'staging', deployment_id: 'D-17' });
  const listed = await octokit.actions.listWorkflowRuns({
    owner,
    repo,
    workflow_id: 'deploy.yml',
    event: 'workflow_dispatch',
    created: '>=2026-01-20T15:00:00Z',
  });
  const found = listed.data.workflow_runs.filter((run) => run.display_title.includes('D-17'));
  expect(found.map((run) => run.id)).toEqual([run_id]);
});

test('a job fails where it was told to, and what needs it is skipped', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo, github, pass } = world;
  github.failJob({ job: 'deploy-staging', step: 'Smoke tests' });
  const run = await deploy(world, { environment: 'staging', deployment_id: 'D-2' });
  pass('20m');

  const { data } = await octokit.actions.getWorkflowRun(run);
  expect(data.conclusion).toBe('failure');
  expect(await jobNames(world, run)).toEqual([
    'Deploy to staging: failure',
    'Deploy to production: skipped',
    'Load test: skipped',
  ]);
  const [staging] = await jobsOf(world, run);
  const steps = staging?.steps?.map(({ name, conclusion }) => `${name}: ${conclusion}`);
  expect(steps?.slice(-3)).toEqual(['Smoke tests: failure', 'Roll back: success', 'Complete job: success']);
  const logs = await octokit.actions.downloadJobLogsForWorkflowRun({ owner, repo, job_id: Number(staging?.id) });
  expect(String(logs.data)).toMatch(/^2026-01-20T15:.*##\[error\]Smoke test failed/m);
  expect(github.world().running.api?.staging?.sha).not.toBe(data.head_sha);
});

test('re-running what failed keeps what succeeded, in a new attempt of the same run', async () => {
  await using world = await startWorld('alphavelocity');
  const { octokit, github, pass } = world;
  github.failJob({ job: 'Deploy to production', step: 'Health check' });
  const run = await deploy(world, { environment: 'production', deployment_id: 'D-3' }, 'v1.4.0');
  pass('20m');
  const failed = await jobsOf(world, run);
  expect(await jobNames(world, run)).toContain('Rollback: success');

  await octokit.actions.reRunWorkflowFailedJobs(run);
  pass('20m');
  const { data } = await octokit.actions.getWorkflowRun(run);
  expect(data).toMatchObject({ id: run.run_id, run_attempt: 2, status: 'completed', conclusion: 'success' });
  const again = await jobsOf(world, run);
  const build = (jobs: typeof again) => jobs.find((job) => job.name === 'Build Docker image');
  expect(build(again)?.started_at).toBe(build(failed)?.started_at);
  expect(build(again)?.id).not.toBe(build(failed)?.id);
  expect(await jobNames(world, run)).toContain('Rollback: skipped');
  const first = await octokit.actions.listJobsForWorkflowRunAttempt({ ...run, attempt_number: 1 });
  expect(first.data.jobs.map((job) => job.id)).toEqual(failed.map((job) => job.id));
  await expect(octokit.actions.reRunWorkflowFailedJobs(run)).rejects.toMatchObject({ status: 403 });
});

test('a re-run of everything plays every job again', async () => {
  await using world = await startWorld('alphavelocity');
  const { octokit, pass } = world;
  const run = await deploy(world, { environment: 'staging' });
  await expect(octokit.actions.reRunWorkflow(run)).rejects.toMatchObject({ status: 403 });
  pass('20m');
  const first = await jobsOf(world, run);
  await octokit.actions.reRunWorkflow(run);
  pass('20m');
  const second = await jobsOf(world, run);
  expect(second.map((job) => job.name)).toEqual(first.map((job) => job.name));
  expect(second.every((job) => job.run_attempt === 2)).toBe(true);
  const all = await octokit.actions.listJobsForWorkflowRun({ ...run, filter: 'all' });
  expect(all.data.total_count).toBe(first.length + second.length);
});

test('a cancelled run ends cancelled, and cannot be cancelled twice', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, github, pass } = world;
  const run = await deploy(world, { environment: 'production', deployment_id: 'D-4' }, 'v1.4.0');
  pass('1m');
  expect((await octokit.actions.cancelWorkflowRun(run)).status).toBe(202);
  pass('10s');
  const { data } = await octokit.actions.getWorkflowRun(run);
  expect(data).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  await expect(octokit.actions.cancelWorkflowRun(run)).rejects.toMatchObject({ status: 409 });
  expect(github.world().running.api?.production?.ref).toBe('v1.3.0');
});

test('a run that is forced to end plays no clean-up', async () => {
  await using world = await startWorld('alphavelocity');
  const { octokit, pass } = world;
  const run = await deploy(world, { environment: 'production' }, 'v1.4.0');
  pass('2m');
  await octokit.actions.forceCancelWorkflowRun(run);
  expect((await octokit.actions.getWorkflowRun(run)).data.conclusion).toBe('cancelled');
  const production = (await jobsOf(world, run)).find((job) => job.name === 'Deploy to production');
  expect(production?.steps?.find((step) => step.name === 'Send Slack notification')?.conclusion).toBe('skipped');
});

test('in a concurrency group one run is in progress, one waits, and a newer one takes its place', async () => {
  await using world = await startWorld('alphavelocity');
  const { octokit, pass } = world;
  const first = await deploy(world, { environment: 'staging', deployment_id: 'D-5' });
  pass('10s');
  const second = await deploy(world, { environment: 'staging', deployment_id: 'D-6' });
  const status = async (run: typeof first) => (await octokit.actions.getWorkflowRun(run)).data;
  expect(await status(second)).toMatchObject({ status: 'pending', conclusion: null });
  const third = await deploy(world, { environment: 'staging', deployment_id: 'D-7' });
  expect(await status(second)).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  expect(await status(third)).toMatchObject({ status: 'pending' });
  pass('4m');
  expect(await status(first)).toMatchObject({ conclusion: 'success' });
  expect(await status(third)).toMatchObject({ status: 'in_progress' });
});

test('a job with an environment makes a deployment, whose success makes the one before inactive', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo, pass } = world;
  const before = await octokit.repos.listDeployments({ owner, repo, environment: 'staging' });
  await deploy(world, { environment: 'staging', deployment_id: 'D-8' });
  pass('20m');
  const after = await octokit.repos.listDeployments({ owner, repo, environment: 'staging' });
  expect(after.data.length).toBe(before.data.length + 1);
  const states = await Promise.all(
    after.data.slice(0, 2).map(async ({ id }) => {
      const statuses = await octokit.repos.listDeploymentStatuses({ owner, repo, deployment_id: Number(id) });
      return statuses.data.map((status) => status.state);
    }),
  );
  expect(states).toEqual([
    ['success', 'in_progress', 'queued'],
    ['inactive', 'success', 'in_progress', 'queued'],
  ]);
});

test('a failure of a job or step that no workflow has is refused, with those that there are', async () => {
  await using world = await startWorld('trading-engine');
  const plan = (job: string, step?: string) => () =>
    world.github.failJob({ job, ...(step === undefined ? {} : { step }) });
  expect(plan('deploy-stagng')).toThrow(/^No workflow has a job "deploy-stagng"; there are: .*deploy-staging/);
  expect(plan('deploy-staging', 'Smoke testing')).toThrow(
    /^The job "deploy-staging" has no step "Smoke testing"; it has: .*Smoke tests/,
  );
  for (const job of ['build', 'build (api)', 'Deploy to Staging', 'test (1.24)']) expect(plan(job)).not.toThrow();
  expect(plan('deploy-production', 'smoke test')).not.toThrow();
});

test('a failure that was planned is forgotten when the faults are cleared', async () => {
  await using world = await startWorld('alphavelocity');
  world.github.failJob({ job: 'build', times: 2 });
  world.github.clearFaults();
  const run = await deploy(world, { environment: 'staging' });
  world.pass('10m');
  expect(await jobNames(world, run)).toContain('Build Docker image: success');
});

test('two worlds of one seed play alike', async () => {
  const play = async () => {
    await using world = await startWorld('trading-engine');
    world.github.push('dev', { repository: 'acme/trading-engine', branch: 'develop', message: 'fix: a typo' });
    world.pass('1h');
    const { apiUrl } = world.github;
    return JSON.stringify(world.github.world()).replaceAll(apiUrl, '');
  };
  expect(await play()).toBe(await play());
});
