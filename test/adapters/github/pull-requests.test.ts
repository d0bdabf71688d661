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
const answer = (found: unknown, errors?: object[]): Script => ({
  status: 200,
  body: { data: { repository: found }, ...(errors ? { errors } : {}) },
});
const refused = (status: number, message: string, to: string): Script => ({ status, body: { message }, to });

const review = (login: string | null, changes: object = {}) => ({
  author: login === null ? null : { __typename: 'User', login },
  state: 'APPROVED',
  submittedAt: '2026-01-20T12:00:00Z',
  authorCanPushToRepository: true,
  commit: { oid: sha },
  ...changes,
});
const page = (nodes: object[], endCursor: string | null = null) => ({
  pageInfo: { hasNextPage: endCursor !== null, endCursor },
  nodes,
});
const pull = (changes: object = {}) => ({
  number: 7,
  title: 'Seven',
  url: 'https://github.example/acme/shop/pull/7',
  state: 'OPEN',
  baseRefName: 'main',
  headRefOid: sha,
  author: { __typename: 'Bot', login: 'dependabot' },
  // Of one that is open, a trial merge that no branch has.
  mergeCommit: { oid: 'b'.repeat(40) },
  reviewRequests: {
    nodes: [
      { requestedReviewer: { __typename: 'User', login: 'olga-ops' } },
      { requestedReviewer: { __typename: 'Team' } },
      { requestedReviewer: null },
    ],
  },
  reviews: page([]),
  ...changes,
});
const pulls = (...nodes: object[]) => answer({ object: { __typename: 'Commit', associatedPullRequests: { nodes } } });

test('one query tells of all pull requests, of their reviews and of whose reviews count', async () => {
  const said = [
    review('lena-lead'),
    review('gus-guest', { authorCanPushToRepository: false }),
    review('ci', { author: { __typename: 'Bot', login: 'ci' } }),
    review(null, { commit: null }),
    review('sam-sre', { state: 'PENDING', submittedAt: null }),
  ];
  const { github, server } = await open([
    pulls(pull({ reviews: page(said) }), pull({ number: 3, state: 'CLOSED', reviews: page(said) })),
  ]);
  expect(await listPullRequests(github, repository, sha)).toEqual([
    expect.objectContaining({ number: 3, state: 'closed', reviews: [] }),
    {
      number: 7,
      title: 'Seven',
      url: 'https://github.example/acme/shop/pull/7',
      author: 'dependabot[bot]',
      base: 'main',
      state: 'open',
      head: sha,
      mergedAs: null,
      requested: ['olga-ops'],
      reviews: [
        { reviewer: 'lena-lead', state: 'approved', sha, counts: true },
        { reviewer: 'gus-guest', state: 'approved', sha, counts: false },
        { reviewer: 'ci[bot]', state: 'approved', sha, counts: false },
        { reviewer: null, state: 'approved', sha: null, counts: false },
      ],
    },
  ]);
  expect(server.seen).toHaveLength(1);
});

test('more than a hundred reviews are read page by page, and the last word comes last', async () => {
  const many = Array.from({ length: 100 }, () => review('lena-lead', { submittedAt: '2026-01-20T12:30:00Z' }));
  const last = review('lena-lead', { state: 'CHANGES_REQUESTED', submittedAt: '2026-01-20T13:00:00Z' });
  const { github, server } = await open([
    pulls(pull({ reviews: page([last, ...many.slice(1)], 'next') })),
    answer({ pullRequest: { reviews: page([review('sam-sre')]) } }),
  ]);
  const [found] = await listPullRequests(github, repository, sha);
  expect(found?.reviews).toHaveLength(101);
  expect(found?.reviews[0]).toMatchObject({ reviewer: 'sam-sre' });
  expect(found?.reviews.at(-1)).toMatchObject({ reviewer: 'lena-lead', state: 'changes-requested' });
  expect(JSON.parse(server.seen[1]?.body ?? '').variables).toMatchObject({ number: 7, after: 'next' });
});

test('a commit that is not there has no pull requests that could be asked about', async () => {
  const { github } = await open([answer({ object: null })]);
  await expect(listPullRequests(github, repository, sha)).rejects.toMatchObject({ kind: 'not-found' });
});

test('pull requests that may not be read are a fault with the sentence of GitHub', async () => {
  const message = 'Resource not accessible by integration';
  const forbidden = { type: 'FORBIDDEN', message, path: ['repository', 'object', 'associatedPullRequests'] };
  const { github } = await open([answer({ object: null }, [forbidden])]);
  await expect(listPullRequests(github, repository, sha)).rejects.toMatchObject({
    kind: 'denied',
    message: expect.stringContaining(message),
  });
});

const classic = {
  requiresApprovingReviews: true,
  requiredApprovingReviewCount: 2,
  requiresStatusChecks: true,
  requiresStrictStatusChecks: true,
  requiredStatusCheckContexts: ['unit'],
  requiresCommitSignatures: false,
  isAdminEnforced: true,
};
const branch = (changes: object = {}) => ({
  ref: {
    prefix: 'refs/heads/',
    name: 'main',
    refUpdateRule: null,
    branchProtectionRule: null,
    rules: { pageInfo: { hasNextPage: false }, nodes: [] },
    ...changes,
  },
});
const forbidden = (field: string) => ({
  type: 'FORBIDDEN',
  message: 'Resource not accessible by integration',
  path: ['repository', 'ref', field],
});

test('one query tells of the classic protection', async () => {
  const { github, server } = await open([answer(branch({ branchProtectionRule: classic }))]);
  const [found, ...others] = (await getBranchProtection(github, repository, 'main', true)).sources;
  expect(found).toEqual({
    name: 'branch protection',
    approvals: 2,
    checks: ['unit'],
    upToDate: true,
    signatures: false,
    administrators: true,
  });
  expect(others).toEqual([]);
  expect(server.seen).toHaveLength(1);
});

test('what is not required does not count, whatever else is said of it', async () => {
  const loose = { ...classic, requiresApprovingReviews: false, requiresStatusChecks: false };
  const { github } = await open([answer(branch({ branchProtectionRule: loose }))]);
  const { sources } = await getBranchProtection(github, repository, 'main', true);
  expect(sources).toMatchObject([{ approvals: 0, checks: [], upToDate: false }]);
});

test.each([
  ['kept back', branch(), [forbidden('branchProtectionRule')], 1],
  ['shown in part', branch({ refUpdateRule: {} }), undefined, 1],
  ['not there', branch(), undefined, 0],
  ['of a branch that is not there', { ref: null }, undefined, 0],
  ['of a tag of that name', branch({ prefix: 'refs/tags/', branchProtectionRule: classic }), undefined, 0],
])('a classic protection that is %s', async (_, found, errors, times) => {
  const { github } = await open([answer(found, errors)]);
  const { sources, unseen } = await getBranchProtection(github, repository, 'main', true);
  expect(sources).toEqual([]);
  expect(unseen).toHaveLength(times);
  for (const why of unseen) expect(why).toMatch(/"Administration: read"\.$/);
});

test('rules that are kept back are a fault: they might be all there is', async () => {
  const { github } = await open([
    answer(branch({ rules: null }), [forbidden('branchProtectionRule'), forbidden('rules')]),
  ]);
  await expect(getBranchProtection(github, repository, 'main', true)).rejects.toMatchObject({ kind: 'denied' });
});

const rule = (type: string, parameters: object | null = null) => ({
  type,
  parameters,
  repositoryRuleset: { databaseId: 3, name: 'all' },
});
const ruled = (nodes: object[], hasNextPage = false) => answer(branch({ rules: { pageInfo: { hasNextPage }, nodes } }));

test('the rules of a ruleset are told together; who may bypass it is asked only where that matters', async () => {
  const nodes = [
    rule('PULL_REQUEST', { requiredApprovingReviewCount: 2 }),
    rule('REQUIRED_STATUS_CHECKS', {
      strictRequiredStatusChecksPolicy: true,
      requiredStatusChecks: [{ context: 'unit' }],
    }),
    rule('REQUIRED_LINEAR_HISTORY'),
  ];
  const { github, server } = await open([ruled(nodes, true)]);
  expect(await getBranchProtection(github, repository, 'main', false)).toEqual({
    branch: 'main',
    sources: [
      { name: 'ruleset all', approvals: 2, checks: ['unit'], upToDate: true, signatures: false, administrators: null },
    ],
    unseen: ['Of the rules for main, only the first hundred were read.'],
  });
  expect(server.seen).toHaveLength(1);
});

test.each([
  ['ruleset 3, which is gone', refused(404, 'Not Found', '/rulesets/3'), null],
  ['nobody', { status: 200, body: { bypass_actors: [] }, to: '/rulesets/3' }, true],
  [
    'apps and deploy keys, which are no administrators',
    { status: 200, body: { bypass_actors: [{ actor_type: 'Integration' }, { actor_type: 'DeployKey' }] } },
    true,
  ],
  ['a role', { status: 200, body: { bypass_actors: [{ actor_type: 'RepositoryRole' }] } }, false],
  ['a team', { status: 200, body: { bypass_actors: [{ actor_type: 'Team' }] } }, false],
  ['somebody whom GitHub does not show', { status: 200, body: {} }, null],
])('a ruleset that may be bypassed by %s', async (_, script, administrators) => {
  const { github } = await open([ruled([rule('REQUIRED_SIGNATURES')]), script]);
  const found = await getBranchProtection(github, repository, 'main', true);
  expect(found.sources).toMatchObject([{ signatures: true, administrators }]);
  expect(found.unseen).toHaveLength(administrators === null ? 1 : 0);
});

test('a ruleset of which GitHub does not say which it is binds nobody for certain', async () => {
  const { github } = await open([ruled([{ ...rule('REQUIRED_SIGNATURES'), repositoryRuleset: null }])]);
  const found = await getBranchProtection(github, repository, 'main', true);
  expect(found.sources).toMatchObject([{ name: 'ruleset without a name', administrators: null }]);
});

test('an app is told what it may not see of the classic protection, and who may bypass a ruleset', async () => {
  const world = await asApp();
  const rules = { approvals: 2, checks: [], upToDate: false, signatures: false, administrators: true };
  world.simulation.protectBranch('main', rules, 'by review');
  expect(await world.source.branchProtection(world.repository, 'main', true)).toMatchObject({
    sources: [{ name: 'ruleset by review', approvals: 2, administrators: null }],
    unseen: ['Who may bypass the ruleset by review could not be read; for that GitHub wants "Administration: write".'],
  });
});
