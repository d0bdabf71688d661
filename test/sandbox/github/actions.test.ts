import { expect, test } from 'vitest';
import { startWorld, type TestWorld } from './world.ts';

async function dispatch(world: TestWorld, inputs: Record<string, string>, ref = 'develop') {
  const { octokit, owner, repo } = world;
  const { status, data } = await octokit.actions.createWorkflowDispatch({
    owner,
    repo,
    workflow_id: 'deploy.yml',
    ref,
    inputs,
    return_run_details: true,
  });
  expect(status).toBe(200);
  return { owner, repo, run_id: Number((data as { workflow_run_id: number }).workflow_run_id) };
}

test('a dispatched deployment is played to its end, job by job and step by step', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, github, pass } = world;
  const run = await dispatch(world, { environment: 'staging', services: 'api', deployment_id: 'D-1' });

  const queued = await octokit.actions.getWorkflowRun(run);
  expect(queued.data).toMatchObject({ status: 'queued', conclusion: null, display_title: 'Deploy staging · D-1' });

  pass('30s');
  const started = await octokit.actions.listJobsForWorkflowRun(run);
  expect(started.data.jobs.map(({ name, status }) => [name, status])).toEqual(
    [
      ['Deploy to production', 'completed'],
      ['Deploy to staging', 'in_progress'],
    ].reverse(),
  );
  const steps = started.data.jobs.find((job) => job.name === 'Deploy to staging')?.steps ?? [];
  expect(steps.find((step) => step.status === 'in_progress')?.name).toBe('Helm rolling update');

  pass('20m');
  const done = await octokit.actions.getWorkflowRun(run);
  expect(done.data).toMatchObject({ status: 'completed', conclusion: 'success', event: 'workflow_dispatch' });
  const { running, repositories } = github.world();
  const tip = repositories['acme/trading-engine']?.branches.develop;
  expect(running.api?.staging).toEqual({ ref: 'develop', sha: tip });
  expect(running.worker?.staging?.sha).not.toBe(tip);
});
