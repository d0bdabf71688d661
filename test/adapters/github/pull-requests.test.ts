import { afterEach, expect, test } from 'vitest';
import { getBranchProtection } from '../../../src/adapters/github/branch-protection.ts';
import { listPullRequests } from '../../../src/adapters/github/pull-requests.ts';
import { openSimulatedGitHub, type SimulatedGitHub } from '../../contracts/github-simulated.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';

const repository = { owner: 'acme', name: 'shop' };
const sha = 'a'.repeat(40);
const open = scriptedClients();
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close();
});
async function asApp(): Promise<SimulatedGitHub> {
  const world = await openSimulatedGitHub((simulation) => ({
    auth: { appId: String(simulation.appId), privateKey: simulation.privateKey },
  }));
  cleanUp.push(world.close);
  return world;
}
const ok = (body: unknown, to?: string): Script => ({ status: 200, body, ...(to ? { to } : {}) });
const refused = (status: number, message: string, to: string): Script => ({ status, body: { message }, to });

const pull = {
  number: 7,
  title: 'Seven',
  html_url: 'https://github.example/acme/shop/pull/7',
  state: 'open',
  merged_at: null,
  merge_commit_sha: 'b'.repeat(40),
  user: { login: 'dana-dev', type: 'User' },
  head: { sha },
  base: { ref: 'main' },
};

test('every page of reviews is read, and each reviewer is asked about once; machines are not', async () => {
  const review = (login: string, type = 'User') => ({ user: { login, type }, state: 'APPROVED', commit_id: sha });
  const { github, server } = await open([
    ok([pull], '/pulls?'),
    ok(
      Array.from({ length: 100 }, () => review('lena-lead')),
      '/reviews',
    ),
    ok(
      [
        review('ci[bot]', 'Bot'),
        { user: null, state: 'APPROVED', commit_id: null },
        { ...review('x'), state: 'PENDING' },
      ],
      '/reviews',
    ),
    ok({ permission: 'write' }, '/collaborators/lena-lead/permission'),
  ]);
  const [found] = await listPullRequests(github, repository, sha);
  expect(found?.reviews.slice(99)).toEqual([
    { reviewer: 'lena-lead', state: 'approved', sha, counts: true },
    { reviewer: 'ci[bot]', state: 'approved', sha, counts: false },
    { reviewer: null, state: 'approved', sha: null, counts: false },
  ]);
  expect(server.seen.filter(({ path }) => path.includes('/collaborators/'))).toHaveLength(1);
  expect(server.seen.filter(({ path }) => path.includes('/reviews'))).toHaveLength(2);
});

test.each([
  [{ permission: 'admin' }, true],
  [{ permission: 'read' }, false],
  [null, false],
])('a reviewer with %j counts: %s', async (permission, counts) => {
  const { github } = await open([
    ok([pull], '/pulls?'),
    ok([{ user: { login: 'x', type: 'User' }, state: 'APPROVED', commit_id: sha }], '/reviews'),
    permission ? ok(permission, '/permission') : refused(404, 'x is not a user', '/permission'),
  ]);
  expect((await listPullRequests(github, repository, sha))[0]?.reviews[0]?.counts).toBe(counts);
});

test('the trial merge of an open pull request is not taken for its merge', async () => {
  const { github } = await open([ok([pull], '/pulls?'), ok([], '/reviews')]);
  expect(await listPullRequests(github, repository, sha)).toMatchObject([{ state: 'open', mergedAs: null }]);
});

test('pull requests that may not be read are a fault with the sentence of GitHub', async () => {
  const { github } = await open([refused(403, 'Resource not accessible by integration', '/pulls')]);
  await expect(listPullRequests(github, repository, sha)).rejects.toMatchObject({
    kind: 'denied',
    message: expect.stringContaining('Resource not accessible by integration'),
  });
});

test.each([
  [404, 'Branch not protected', 0],
  [404, 'Branch not found', 0],
  [404, 'Not Found', 1],
  [403, 'Resource not accessible by integration', 1],
])('a classic protection that answers %i %s is %i times unseen', async (status, message, times) => {
  const { github } = await open([refused(status, message, '/protection'), ok([], '/rules/')]);
  const found = await getBranchProtection(github, repository, 'main');
  expect(found.sources).toEqual([]);
  expect(found.unseen).toHaveLength(times);
  for (const why of found.unseen) expect(why).toMatch(/"Administration: read"\.$/);
});

test('an outage while the protection is read is a fault', async () => {
  const { github } = await open([{ status: 422, body: { message: 'no' }, to: '/protection' }, ok([], '/rules/')]);
  await expect(getBranchProtection(github, repository, 'main')).rejects.toMatchObject({ kind: 'rejected' });
});

test('of a ruleset, apps and deploy keys that may bypass it are no administrators; anybody else may be one', async () => {
  const bound = async (bypass_actors: { actor_type: string }[]) => {
    const rule = { type: 'required_signatures', ruleset_id: 3, ruleset_source_type: 'Organization' };
    const { github } = await open([
      refused(404, 'Branch not protected', '/protection'),
      ok([rule], '/rules/'),
      ok({ name: 'all', bypass_actors }, '/rulesets/3'),
    ]);
    return (await getBranchProtection(github, repository, 'main')).sources[0];
  };
  expect(await bound([])).toMatchObject({ name: 'ruleset all', signatures: true, administrators: true });
  expect(await bound([{ actor_type: 'Integration' }, { actor_type: 'DeployKey' }])).toMatchObject({
    administrators: true,
  });
  for (const actor_type of ['RepositoryRole', 'OrganizationAdmin', 'Team', 'User'])
    expect(await bound([{ actor_type: 'Integration' }, { actor_type }])).toMatchObject({ administrators: false });
});

test('an app that may not change rulesets is told that it cannot see who bypasses them', async () => {
  const world = await asApp();
  const rules = { approvals: 2, checks: [], upToDate: false, signatures: false, administrators: true };
  world.simulation.protectBranch('main', rules, 'by review');
  expect(await world.source.branchProtection(world.repository, 'main')).toMatchObject({
    sources: [{ name: 'ruleset by review', approvals: 2, administrators: null }],
    unseen: ['Who may bypass the ruleset by review could not be read; for that GitHub wants "Administration: write".'],
  });
});
