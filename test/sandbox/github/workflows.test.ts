import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWorkflows, secretNames } from '../../../sandbox/github/actions/workflow-file.ts';
import { deploy, jobNames, pushed, startWorld } from './world.ts';

type Parser = typeof import('@actions/workflow-parser');

const examples = path.join(import.meta.dirname, '../../../examples');
let folder = '';
let parser: Parser;

/** GitHub's parser imports JSON in a way that only a bundler understands. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'workflow-parser-'));
  const outfile = path.join(folder, 'parser.mjs');
  await build({
    stdin: { contents: "export * from '@actions/workflow-parser'", resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    outfile,
  });
  parser = await import(/* @vite-ignore */ pathToFileURL(outfile).href);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function errorsOf(name: string, content: string): Promise<string[]> {
  const trace = { error() {}, info() {}, verbose() {} };
  const result = parser.parseWorkflow({ name, content }, trace);
  if (result.value !== undefined) await parser.convertWorkflowTemplate(result.context, result.value);
  return result.context.errors.getErrors().map((error) => error.message);
}

const pipelines = {
  'trading-engine': ['ci.yml', 'dast.yml', 'deploy.yml', 'infrastructure.yml', 'rollback.yml', 'security.yml'],
  alphavelocity: ['ci.yml', 'deploy.yml', 'restore-database.yml', 'rollback.yml'],
  goldensignals: ['cd.yml', 'ci.yml', 'rollback.yml', 'security.yml'],
  'fastapi-trading': [
    'backup.yml',
    'cd.yml',
    'ci.yml',
    'monitoring.yml',
    'restore.yml',
    'rollback.yml',
    'security.yml',
    'testing.yml',
  ],
};

test.each(Object.entries(pipelines))(
  "GitHub's own parser accepts every workflow of %s",
  async (example, documented) => {
    const workflows = path.join(examples, example, '.github/workflows');
    const files = (await readdir(workflows)).sort();
    expect(files).toEqual(documented);
    for (const file of files)
      expect(await errorsOf(file, await readFile(path.join(workflows, file), 'utf8')), file).toEqual([]);
  },
);

const secretsOf = async (example: string) => secretNames(await readWorkflows(path.join(examples, example)));

test('goldensignals reads the secrets that its documents name, and no others', async () => {
  expect(await secretsOf('goldensignals')).toEqual([
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'CLOUDFRONT_DISTRIBUTION_ID',
    'CODECOV_TOKEN',
    'CYPRESS_RECORD_KEY',
    'DOCKER_PASSWORD',
    'DOCKER_USERNAME',
    'SENTRY_DSN',
    'SLACK_WEBHOOK',
    'SONAR_TOKEN',
  ]);
});

test('fastapi-trading reads the secrets that its document names, for each of two environments', async () => {
  const documented = ['DATABASE_URL', 'REDIS_URL', 'JWT_SECRET_KEY'];
  const names = documented.flatMap((name) => [`STAGING_${name}`, `PRODUCTION_${name}`]);
  expect(await secretsOf('fastapi-trading')).toEqual(expect.arrayContaining(names));
});

test('alphavelocity reads the secrets that its document names, and no others', async () => {
  const ofServer = ['STAGING', 'PRODUCTION'].flatMap((place) =>
    ['HOST', 'USER', 'SSH_KEY'].map((key) => `${place}_${key}`),
  );
  expect(await secretsOf('alphavelocity')).toEqual(
    [...ofServer, 'DOCKER_USERNAME', 'DOCKER_PASSWORD', 'SLACK_WEBHOOK'].sort(),
  );
});

/** The steps between the first and the last that the document names, in its order. */
const documentedSteps: [example: string, file: string, job: string, steps: string[]][] = [
  [
    'alphavelocity',
    'deploy.yml',
    'deploy-staging',
    [
      'SSH',
      'Pull latest Docker images',
      'docker-compose up',
      'database migrations',
      'smoke tests',
      'Slack notification',
    ],
  ],
  [
    'alphavelocity',
    'deploy.yml',
    'deploy-production',
    [
      'Create GitHub deployment',
      'SSH',
      'Backup database',
      'Pull latest Docker images',
      'docker-compose up',
      'database migrations',
      'Health check',
      'Update deployment status',
      'smoke tests',
      'Slack notification',
    ],
  ],
  [
    'alphavelocity',
    'deploy.yml',
    'rollback',
    ['Stop current containers', 'Restore previous Docker images', 'Restore database backup', 'Send notification'],
  ],
  [
    'trading-engine',
    'deploy.yml',
    'deploy-production',
    ['Deploy green', 'Smoke test green', '5%', '5 minutes', '100%', '10 minutes', 'Scale blue down to 1 replica'],
  ],
  ['trading-engine', 'dast.yml', 'zap', ['SQL injection', 'XSS', 'CSRF', 'Authentication bypass', 'API security']],
  ['trading-engine', 'infrastructure.yml', 'apply', ['Terraform apply', 'Update documentation']],
];

test.each(documentedSteps)('%s %s: the steps of %s are as documented', async (example, file, job, wanted) => {
  const workflows = await readWorkflows(path.join(examples, example));
  const { definition } = workflows.find((workflow) => workflow.file === file) ?? {};
  const names = (definition?.jobs[job]?.steps ?? []).map(({ name = '' }) => name);
  const at = wanted.map((part) => names.findIndex((name) => name.includes(part)));
  expect(at, names.join(', ')).not.toContain(-1);
  expect(at).toEqual([...at].sort((a, b) => a - b));
});

test("GitHub's own parser refuses a workflow that is wrong", async () => {
  const content = 'on: push\njobs:\n  a:\n    runs-on: x\n    nonsense: 1\n    needs: [b]\n    steps: [{run: x}]\n';
  expect((await errorsOf('wrong.yml', content)).length).toBeGreaterThan(0);
});

const scenes: [string, string, string, string[], string][] = [
  ['trading-engine', 'staging', 'develop', ['Deploy to staging', 'Load test'], '20m'],
  ['trading-engine', 'production', 'v1.4.0', ['Deploy to production'], '20m'],
  ['alphavelocity', 'staging', 'develop', ['Validate release', 'Build Docker image', 'Deploy to staging'], '5m'],
  ['alphavelocity', 'production', 'v1.4.0', ['Validate release', 'Build Docker image', 'Deploy to production'], '8m'],
  ['goldensignals', 'staging', 'main', ['Deploy to Staging', 'E2E Tests'], '5m'],
  ['goldensignals', 'production', 'main', ['Deploy to Production', 'GitHub Release', 'CDN Invalidation'], '20m'],
  ['fastapi-trading', 'staging', 'develop', ['Staging Deployment'], '5m'],
  ['fastapi-trading', 'production', 'main', ['Production Deployment'], '8m'],
  ['fastapi-trading', 'production', 'v1.6.0', ['Production Deployment'], '8m'],
];

test.each(scenes)('%s goes to %s from %s', async (example, environment, ref, jobs, within) => {
  await using world = await startWorld(example);
  const run = await deploy(world, { environment, deployment_id: 'D-9' }, ref);
  world.pass(within);
  const { data } = await world.octokit.actions.getWorkflowRun(run);
  expect(data).toMatchObject({ conclusion: 'success', display_title: `Deploy ${environment} · D-9`, head_branch: ref });
  const names = await jobNames(world, run);
  expect(names.filter((name) => name.endsWith(': success'))).toEqual(jobs.map((job) => `${job}: success`));
  for (const places of Object.values(world.github.world().running))
    expect(places[environment]).toEqual({ ref, sha: data.head_sha });
});

test.each([
  ['fastapi-trading', 'main', 'v1.6.0', '3m'],
  ['alphavelocity', 'main', 'v1.3.0', '3m'],
  ['goldensignals', 'main', 'a commit', '2m'],
])('%s comes back to an earlier version by its workflow', async (example, ref, version, within) => {
  await using world = await startWorld(example);
  const { octokit, owner, repo } = world;
  const { data: commits } = await octokit.repos.listCommits({ owner, repo, sha: ref });
  const sha = commits.at(-1)?.sha ?? '';
  const inputs = { environment: 'production', version, sha, deployment_id: 'D-10' };
  await octokit.actions.createWorkflowDispatch({ owner, repo, workflow_id: 'rollback.yml', ref, inputs });
  world.pass(within);
  const { data } = await octokit.actions.listWorkflowRuns({ owner, repo, workflow_id: 'rollback.yml' });
  expect(data.workflow_runs).toMatchObject([
    { conclusion: 'success', display_title: `Roll back production to ${version} · D-10` },
  ]);
  for (const places of Object.values(world.github.world().running))
    expect(places.production).toEqual({ ref: version, sha });
});

test.each([
  ['fastapi-trading', 'restore.yml'],
  ['alphavelocity', 'restore-database.yml'],
])('%s: a person restores the database by %s, and nothing else changes', async (example, workflow) => {
  await using world = await startWorld(example);
  const { octokit, owner, repo } = world;
  const before = world.github.world().running;
  const inputs = { environment: 'production', deployment_id: 'D-11' };
  await octokit.actions.createWorkflowDispatch({ owner, repo, workflow_id: workflow, ref: 'main', inputs });
  world.pass('5m');
  const { data } = await octokit.actions.listWorkflowRuns({ owner, repo, workflow_id: workflow });
  expect(data.workflow_runs).toMatchObject([
    { conclusion: 'success', display_title: 'Restore the database of production · D-11' },
  ]);
  expect(world.github.world().running).toEqual(before);
});

test('the input sha, where a workflow has it, is what arrives', async () => {
  await using world = await startWorld('alphavelocity');
  const { octokit, owner, repo, github, pass } = world;
  const { data } = await octokit.repos.listCommits({ owner, repo, sha: 'develop' });
  const sha = data[2]?.sha ?? '';
  await deploy(world, { environment: 'staging', sha });
  pass('10m');
  expect(github.world().running.alphavelocity?.staging).toEqual({ ref: 'develop', sha });
});

test('a push to develop runs the checks and deploys to staging, a release tag deploys to production', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo, github, pass } = world;
  const { sha } = pushed(world, 'dev2', { branch: 'develop', message: 'feat: more' });
  const runs = async () =>
    (await octokit.actions.listWorkflowRunsForRepo({ owner, repo, head_sha: sha })).data.workflow_runs;
  expect((await runs()).map(({ name, status }) => `${name}: ${status}`)).toEqual(['Deploy: queued', 'CI: queued']);
  pass('1h');
  expect((await runs()).map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual([
    'Deploy: success',
    'CI: success',
  ]);
  const checks = await octokit.checks.listForRef({ owner, repo, ref: 'develop', per_page: 100 });
  const names = checks.data.check_runs.map((check) => check.name);
  expect(names).toEqual(expect.arrayContaining(['lint', 'test (1.24)', 'integration', 'build (fix-gateway)']));
  expect(github.world().running.api?.staging).toEqual({ ref: 'develop', sha });

  github.push('lead', { repository: 'acme/trading-engine', tag: 'v1.4.1', message: 'Release 1.4.1' });
  pass('20m');
  expect(github.world().running.worker?.production?.ref).toBe('v1.4.1');
});
