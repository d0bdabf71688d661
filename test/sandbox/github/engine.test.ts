import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { jobNames, startWorldOf, type TestWorld } from './world.ts';

/** A world whose repository `acme/shop` has these workflows and one commit. */
async function withWorkflows(workflows: Record<string, string>): Promise<TestWorld> {
  const directory = await mkdtemp(path.join(tmpdir(), 'engine-'));
  const folder = path.join(directory, '.github/workflows');
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(workflows)) await writeFile(path.join(folder, name), content);
  const commit = { key: 'c1', message: 'chore: begin', author: 'dev', ago: '2d' };
  try {
    return await startWorldOf({
      repository: 'acme/shop',
      services: ['a', 'b'],
      start: '2026-01-20T15:00:00Z',
      directory,
      defaultBranch: 'main',
      branches: { main: { commits: [commit] } },
      tags: {},
      running: {},
      durations: { 'build/slow': '5m', build: '6m' },
      pullRequests: [],
      protection: {},
      teams: {},
      environments: {},
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function latest(world: TestWorld) {
  const { owner, repo, octokit } = world;
  const { data } = await octokit.actions.listWorkflowRunsForRepo({ owner, repo, per_page: 20 });
  return data.workflow_runs.map((run) => ({ owner, repo, run_id: Number(run.id), run }));
}

async function dispatch(world: TestWorld, file: string, inputs: Record<string, string> = {}) {
  const { owner, repo, octokit } = world;
  await octokit.actions.createWorkflowDispatch({ owner, repo, workflow_id: file, ref: 'main', inputs });
  const [first] = await latest(world);
  if (first === undefined) throw new Error('there is no run');
  const { run: _, ...reference } = first;
  return reference;
}

const matrix = `
on: workflow_dispatch
jobs:
  build:
    strategy: { matrix: { service: [a, b] } }
    steps: [{ name: slow, run: x }, { name: quick, run: x }]
  after: { needs: build, steps: [{ run: x }] }
  always: { needs: build, if: always(), steps: [{ run: x }] }
  rescue: { needs: after, if: failure(), steps: [{ run: x }] }
`;

test('one failed job of a matrix fails the matrix; only it and what depends on it run again', async () => {
  await using world = await withWorkflows({ 'm.yml': matrix });
  world.github.failJob({ job: 'build (b)', step: 'quick' });
  const run = await dispatch(world, 'm.yml');
  world.pass('1h');
  expect((await jobNames(world, run)).sort()).toEqual([
    'after: skipped',
    'always: success',
    'build (a): success',
    'build (b): failure',
    'rescue: success',
  ]);
  await world.octokit.actions.reRunWorkflowFailedJobs(run);
  world.pass('10s');
  expect((await jobNames(world, run)).sort()).toEqual(['build (a): success', 'build (b): in_progress']);
  world.pass('1h');
  expect((await jobNames(world, run)).sort()).toEqual([
    'after: success',
    'always: success',
    'build (a): success',
    'build (b): success',
    'rescue: skipped',
  ]);
});

test('a step that may fail does not fail its job', async () => {
  const content =
    'on: workflow_dispatch\njobs: { a: { steps: [{ name: x, run: x, continue-on-error: true }, { run: y }] } }';
  await using world = await withWorkflows({ 'a.yml': content });
  world.github.failJob({ job: 'a', step: 'x' });
  const run = await dispatch(world, 'a.yml');
  world.pass('5m');
  expect(await jobNames(world, run)).toEqual(['a: success']);
});

test('a workflow starts when another is over, and knows how it went', async () => {
  const second = `
on: { workflow_run: { workflows: [First], types: [completed] } }
jobs:
  good: { if: github.event.workflow_run.conclusion == 'success', steps: [{ run: x }] }
  bad: { if: github.event.workflow_run.conclusion == 'failure', steps: [{ run: x }] }
`;
  const first = 'name: First\non: push\njobs: { a: { steps: [{ run: x }] } }';
  await using world = await withWorkflows({ 'first.yml': first, 'second.yml': second });
  world.github.failJob({ job: 'a' });
  world.github.push('dev', { repository: 'acme/shop', message: 'more' });
  world.pass('10m');
  const [run] = await latest(world);
  expect(run?.run).toMatchObject({ event: 'workflow_run', conclusion: 'success' });
  if (run !== undefined) expect((await jobNames(world, run)).sort()).toEqual(['bad: success', 'good: skipped']);
});

test('a newer run of a group cancels the one in progress where the workflow says so', async () => {
  const content = `
on: push
concurrency: { group: 'ci-\${{ github.ref }}', cancel-in-progress: true }
jobs: { a: { steps: [{ run: x }] } }
`;
  await using world = await withWorkflows({ 'ci.yml': content });
  world.github.push('dev', { repository: 'acme/shop', message: 'one' });
  world.pass('10s');
  world.github.push('dev', { repository: 'acme/shop', message: 'two' });
  world.pass('5m');
  const conclusions = (await latest(world)).slice(0, 2).map(({ run }) => `${run.display_title}: ${run.conclusion}`);
  expect(conclusions).toEqual(['two: success', 'one: cancelled']);
});

test('jobs of one group go one after the other', async () => {
  const content = `
on: workflow_dispatch
jobs:
  a: { concurrency: door, steps: [{ run: x }] }
  b: { concurrency: door, steps: [{ run: x }] }
`;
  await using world = await withWorkflows({ 'a.yml': content });
  const run = await dispatch(world, 'a.yml');
  world.pass('30s');
  expect(await jobNames(world, run)).toEqual(['a: in_progress', 'b: pending']);
  world.pass('1m');
  expect(await jobNames(world, run)).toEqual(['a: success', 'b: in_progress']);
  world.pass('2m');
  expect(await jobNames(world, run)).toEqual(['a: success', 'b: success']);
});

test('an environment may be an expression, and a matrix says which service arrives', async () => {
  const content = `
on: { workflow_dispatch: { inputs: { environment: { type: environment, required: true } } } }
jobs:
  deploy:
    strategy: { matrix: { service: [b] } }
    environment: { name: '\${{ inputs.environment }}', url: 'https://\${{ matrix.service }}.example' }
    steps: [{ run: x }]
`;
  await using world = await withWorkflows({ 'd.yml': content });
  await dispatch(world, 'd.yml', { environment: 'preview' });
  world.pass('5m');
  expect(world.github.world().running).toMatchObject({ a: {}, b: { preview: { ref: 'main' } } });
  expect(world.github.world().running.a?.preview).toBeUndefined();
  const { data } = await world.octokit.repos.getAllEnvironments({ owner: 'acme', repo: 'shop' });
  expect(data.environments?.map((environment) => environment.name)).toEqual(['preview']);
});

test('a workflow that could never be played is refused when it is read', async () => {
  const need = 'on: push\njobs: { a: { needs: b, steps: [] } }';
  await expect(withWorkflows({ 'a.yml': need })).rejects.toThrow('a.yml: the job a needs "b", which is no job');
  const condition = 'on: push\njobs: { a: { if: nonsense(), steps: [] } }';
  await expect(withWorkflows({ 'a.yml': condition })).rejects.toThrow('a.yml: The expression "nonsense()"');
});
