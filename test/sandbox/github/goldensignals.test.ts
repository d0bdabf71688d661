import { expect, test } from 'vitest';
import { deploy, jobNames, pushed, startWorld } from './world.ts';

const staging = 'Deploy staging';

test('before the world began, staging had each commit of main in its turn', async () => {
  await using world = await startWorld('goldensignals');
  const { octokit, owner, repo } = world;
  const { data } = await octokit.actions.listWorkflowRuns({ owner, repo, workflow_id: 'cd.yml' });
  const commits = await octokit.repos.listCommits({ owner, repo, sha: 'main', per_page: 100 });
  const merged = commits.data.filter(({ parents }) => parents.length !== 1).map(({ sha }) => sha);
  expect(merged).toHaveLength(4);
  expect(data.workflow_runs.map((run) => [run.display_title, run.event, run.head_sha])).toEqual(
    merged.map((sha) => [staging, 'workflow_run', sha]),
  );
});

test('a push to main goes to staging as soon as CI succeeded, and not when it failed', async () => {
  await using world = await startWorld('goldensignals');
  const { octokit, owner, repo, github, pass } = world;
  const later = async (sha: string) =>
    (await octokit.actions.listWorkflowRuns({ owner, repo, workflow_id: 'cd.yml', head_sha: sha })).data.workflow_runs;

  const uploads = async (sha: string) => {
    const { data } = await octokit.actions.listArtifactsForRepo({ owner, repo, name: 'coverage', per_page: 100 });
    return data.artifacts.filter(({ workflow_run: run }) => run?.head_sha === sha).length;
  };

  const { sha } = pushed(world, 'dev2', { branch: 'main', message: 'fix: in good order (#170)' });
  expect(await uploads(sha)).toBe(0);
  pass('7m');
  expect(await later(sha)).toEqual([]);
  expect(await uploads(sha)).toBe(1);
  pass('15m');
  expect((await later(sha)).map((run) => run.conclusion)).toEqual(['success']);
  expect(github.world().running.goldensignals?.staging).toEqual({ ref: 'main', sha });
  expect(github.world().running.goldensignals?.production?.sha).not.toBe(sha);

  github.failJob({ job: 'code-quality' });
  const bad = pushed(world, 'dev2', { branch: 'main', message: 'fix: below the coverage (#171)' });
  pass('30m');
  expect((await later(bad.sha)).map((run) => run.conclusion)).toEqual(['skipped']);
  expect(github.world().running.goldensignals?.staging?.sha).toBe(sha);
});

test('a push to develop and a temporary tag deploy nothing', async () => {
  await using world = await startWorld('goldensignals');
  const { octokit, owner, repo, github, pass } = world;
  const count = async () =>
    (await octokit.actions.listWorkflowRuns({ owner, repo, workflow_id: 'cd.yml' })).data.total_count;
  const before = await count();
  pushed(world, 'dev', { branch: 'develop', message: 'feat: more (#172)' });
  const tag = github.push('dev', {
    repository: `${owner}/${repo}`,
    tag: 'quarterdeck/D-1',
    branch: 'main',
    message: '',
  });
  pass('1h');
  expect(tag).toMatchObject({ runs: [] });
  expect(await count()).toBe(before);
});

test('a canary that does not do well is rolled back in less than 2 minutes, and the release before stays', async () => {
  await using world = await startWorld('goldensignals');
  const before = world.github.world().running.goldensignals?.production;
  world.github.failJob({ job: 'deploy-production', step: 'Monitor metrics for 15 minutes' });
  const run = await deploy(world, { environment: 'production', deployment_id: 'D-7', delivery: 'helm' }, 'main');
  world.pass('17m30s');
  expect(await jobNames(world, run)).toContain('Deploy to Production: failure');
  world.pass('2m');
  expect(await jobNames(world, run)).toContain('Rollback: success');
  expect((await world.octokit.actions.getWorkflowRun(run)).data.conclusion).toBe('failure');
  expect(world.github.world().running.goldensignals?.production).toEqual(before);
});
