import { verify } from '@octokit/webhooks-methods';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { collectWebhooks } from './collect-webhooks.ts';
import { pushed, startWorld, type TestWorld } from './world.ts';
import { startWorldWith } from './world-of-files.ts';

const runsOf = async ({ octokit, owner, repo }: TestWorld, head_sha: string) =>
  (await octokit.actions.listWorkflowRunsForRepo({ owner, repo, head_sha })).data.workflow_runs;

const push = z.looseObject({
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  created: z.boolean(),
  forced: z.boolean(),
  base_ref: z.string().nullable(),
  head_commit: z.looseObject({ id: z.string(), message: z.string() }),
  commits: z.array(z.looseObject({ id: z.string() })),
  pusher: z.object({ name: z.string(), email: z.string() }),
  sender: z.looseObject({ login: z.string() }),
});

test('a release tag is pushed at the tip of main, and is deployed as Actions does it, in the name of who pushed it', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo, github, pass } = world;
  const { sha, ref, runs } = pushed(world, 'lead', { tag: 'v1.5.0', message: 'Release 1.5.0' });
  expect(ref).toBe('refs/tags/v1.5.0');
  expect(sha).toBe(github.world().repositories['acme/trading-engine']?.branches.main);
  const [run] = (await runsOf(world, sha)).filter(({ id }) => runs.includes(id));
  expect(run).toMatchObject({
    event: 'push',
    head_branch: 'v1.5.0',
    head_sha: sha,
    display_title: 'Deploy v1.5.0',
    path: '.github/workflows/deploy.yml',
    actor: { login: 'lena-lead' },
    triggering_actor: { login: 'lena-lead' },
  });
  expect(run?.display_title).not.toContain('·');

  pass('2m');
  const [deployment] = (await octokit.repos.listDeployments({ owner, repo })).data;
  expect(deployment).toMatchObject({ environment: 'production', ref: 'v1.5.0', sha, task: 'deploy' });
  pass('30m');
  const statuses = { owner, repo, deployment_id: deployment?.id ?? 0 };
  const states = (await octokit.repos.listDeploymentStatuses(statuses)).data.map(({ state }) => state);
  expect(states).toEqual(['success', 'in_progress', 'queued']);
  expect(github.world().running.api?.production).toEqual({ ref: 'v1.5.0', sha });
});

test('a run that has no name of its own is called as the commit', async () => {
  await using world = await startWorld('trading-engine');
  const { sha } = pushed(world, 'dev', { branch: 'feature/limits', message: 'feat: limits\n\nPer account.' });
  const runs = await runsOf(world, sha);
  expect(runs.map(({ name, display_title, head_branch }) => [name, display_title, head_branch])).toEqual([
    ['CI', 'feat: limits', 'feature/limits'],
  ]);
});

test('a pushed tag is told as GitHub tells it: created, with the object that it points to, and signed', async () => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks();
  world.github.deliverTo(bot.url);
  const { sha } = pushed(world, 'lead', { tag: 'v1.5.0', message: 'Release 1.5.0' });
  await vi.waitFor(() => expect(bot.events()).toContain('workflow_run.requested'), { interval: 5 });
  expect(bot.events().slice(0, 3)).toEqual(['create', 'push', 'workflow_run.requested']);
  expect(bot.bodies('create')[0]).toMatchObject({
    ref: 'v1.5.0',
    ref_type: 'tag',
    master_branch: 'main',
    pusher_type: 'user',
    sender: { login: 'lena-lead' },
  });
  const told = push.parse(bot.bodies('push')[0]);
  expect(told).toMatchObject({
    ref: 'refs/tags/v1.5.0',
    before: '0'.repeat(40),
    created: true,
    forced: false,
    base_ref: 'refs/heads/main',
    commits: [],
    head_commit: { id: sha },
    pusher: { name: 'lena-lead', email: 'lead@acme.example' },
    sender: { login: 'lena-lead' },
  });
  const { owner, repo, octokit } = world;
  const object = await octokit.git.getTag({ owner, repo, tag_sha: told.after });
  expect(object.data).toMatchObject({ tag: 'v1.5.0', message: 'Release 1.5.0', object: { sha } });
  for (const { body, signature } of bot.received)
    expect(await verify(world.github.webhookSecret, body, signature)).toBe(true);
});

test('a pushed commit is told with what it brings, a new branch with what is new in it', async () => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks();
  world.github.deliverTo(bot.url);
  const before = world.github.world().repositories['acme/trading-engine']?.branches.develop;
  const first = pushed(world, 'dev', { branch: 'develop', message: 'fix: one', files: ['docs/a.md'] });
  const second = pushed(world, 'dev', { branch: 'feature/x', message: 'feat: two' });
  await vi.waitFor(() => expect(bot.bodies('push')).toHaveLength(2), { interval: 5 });
  const [onDevelop, onFeature] = bot.bodies('push').map((body) => push.parse(body));
  expect(onDevelop).toMatchObject({
    ref: 'refs/heads/develop',
    before,
    after: first.sha,
    created: false,
    base_ref: null,
    head_commit: { id: first.sha, message: 'fix: one', modified: ['docs/a.md'] },
    commits: [{ id: first.sha, modified: ['docs/a.md'], author: { username: 'dana-dev' } }],
  });
  expect(onFeature).toMatchObject({ created: true, after: second.sha, commits: [{ id: second.sha }] });
});

test('a tag goes where it is asked to, is moved only by force, and without a message points to the commit itself', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, owner, repo } = world;
  const develop = github.world().repositories[`${owner}/${repo}`]?.branches.develop ?? '';
  const repository = `${owner}/${repo}`;
  expect(pushed(world, 'dev', { tag: 'nightly', branch: 'develop', message: '' }).sha).toBe(develop);
  const ref = await octokit.git.getRef({ owner, repo, ref: 'tags/nightly' });
  expect(ref.data.object).toMatchObject({ type: 'commit', sha: develop });
  const moved = { repository, tag: 'nightly', commit: 'v1.3.0', message: '' };
  expect(github.push('dev', moved)).toMatchObject({ refused: 'tag_exists' });

  await using bot = await collectWebhooks();
  github.deliverTo(bot.url);
  const { sha } = pushed(world, 'dev', { ...moved, force: true });
  expect(sha).not.toBe(develop);
  await vi.waitFor(() => expect(bot.bodies('push')).toHaveLength(1), { interval: 5 });
  expect(bot.bodies('push')[0]).toMatchObject({ before: develop, after: sha, created: false, forced: true });
  expect(bot.events()).not.toContain('create');
});

test.each([
  [{ repository: 'acme/other', branch: 'main' }, 'unknown_repository'],
  [{ tag: 'v9', commit: 'nowhere' }, 'unknown_commit'],
  [{ tag: 'v9', branch: 'nowhere' }, 'unknown_commit'],
  [{ branch: 'a..b' }, 'invalid_name'],
  [{ tag: 'v 9' }, 'invalid_name'],
  [{ tag: 'v1.4.0' }, 'tag_exists'],
])('%j is refused, and nothing is there afterwards', async (asked, refused) => {
  await using world = await startWorld('trading-engine');
  const before = world.github.world();
  const outcome = world.github.push('dev', { repository: 'acme/trading-engine', message: 'x', ...asked });
  expect(outcome).toMatchObject({ refused, message: expect.stringMatching(/\.$/) });
  expect(world.github.world()).toEqual(before);
});

const byPath = `name: Docs
on:
  push:
    branches: [main]
    paths: ['docs/**', '!docs/drafts/**']
    tags: ['v*']
jobs: { build: { runs-on: x, steps: [{ run: make docs }] } }
`;
const notByPath = `name: Code
on: { push: { branches: [main], paths-ignore: ['docs/**'] } }
jobs: { build: { runs-on: x, steps: [{ run: make }] } }
`;

test.each([
  [['docs/a.md'], ['Docs']],
  [
    ['docs/a.md', 'src/a.ts'],
    ['Code', 'Docs'],
  ],
  [['docs/drafts/a.md'], []],
  [['src/a.ts'], ['Code']],
])('a push of %j starts %j', async (files, names) => {
  await using world = await startWorldWith({ 'docs.yml': byPath, 'code.yml': notByPath });
  const { sha } = pushed(world, 'dev', { branch: 'main', message: 'more', files });
  expect((await runsOf(world, sha)).map(({ name }) => name).sort()).toEqual(names);
});

test('paths are not asked of a tag', async () => {
  await using world = await startWorldWith({ 'docs.yml': byPath });
  const { runs } = pushed(world, 'dev', { tag: 'v2', message: '' });
  expect(runs).toHaveLength(1);
});

test('a commit that asks for no workflow starts none', async () => {
  await using world = await startWorldWith({ 'code.yml': notByPath });
  const files = ['src/a.ts'];
  expect(pushed(world, 'dev', { branch: 'main', message: 'wip [skip ci]', files }).runs).toEqual([]);
  expect(pushed(world, 'dev', { branch: 'main', message: 'done', files }).runs).toHaveLength(1);
});
