import { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, deploy, silent, startWorld, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startWorld('alphavelocity');
});
afterAll(() => world[Symbol.asyncDispose]());

const place = () => `repository(owner: "${world.owner}", name: "${world.repo}")`;
const ask = (query: string, octokit: Octokit = world.octokit) => octokit.graphql(query);
const errors = async (query: string, octokit?: Octokit) =>
  await ask(query, octokit).then(
    () => expect.fail('it was answered'),
    (error: { errors?: unknown; status?: number }) => error.errors ?? error.status,
  );

/** An installation's token that may do no more than that. */
async function allowed(permissions: Record<string, string>): Promise<Octokit> {
  const { createAppAuth } = await import('@octokit/auth-app');
  const { appId, privateKey, apiUrl } = world.github;
  const authorize = createAppAuth({ appId, privateKey, request: connect(world.github, '').request });
  const { token } = await authorize({ type: 'installation', installationId: 5150001, permissions });
  return new Octokit({ auth: token, baseUrl: apiUrl, log: silent });
}

test('branches and tags are told with what they point at, and short names are tried too', async () => {
  const target = '{ prefix name target { __typename oid ... on Tag { name target { oid } } } }';
  const { data: commit } = await world.octokit.repos.getCommit({
    owner: world.owner,
    repo: world.repo,
    ref: 'develop',
  });
  const found = await ask(`query { ${place()} {
    full: ref(qualifiedName: "refs/heads/develop") ${target}
    short: ref(qualifiedName: "develop") ${target}
    tag: ref(qualifiedName: "refs/tags/v1.4.0") ${target}
    none: ref(qualifiedName: "refs/heads/v1.4.0") { name }
    object(expression: "${commit.sha.slice(0, 8)}") { oid ... on Commit { message author { user { login } } } }
    gone: object(oid: "${'f'.repeat(40)}") { oid }
  } }`);
  const branch = { prefix: 'refs/heads/', name: 'develop', target: { __typename: 'Commit', oid: commit.sha } };
  expect(found).toEqual({
    repository: {
      full: branch,
      short: branch,
      tag: { prefix: 'refs/tags/', name: 'v1.4.0', target: expect.objectContaining({ oid: expect.any(String) }) },
      none: null,
      object: { oid: commit.sha, message: commit.commit.message, author: { user: { login: commit.author?.login } } },
      gone: null,
    },
  });
});

test('an annotated tag leads to its commit by its own object', async () => {
  const { octokit, owner, repo } = world;
  const { data: branch } = await octokit.repos.getBranch({ owner, repo, branch: 'develop' });
  const object = branch.commit.sha;
  const { data: tag } = await octokit.git.createTag({
    owner,
    repo,
    tag: 'v9',
    message: 'nine',
    object,
    type: 'commit',
  });
  await octokit.git.createRef({ owner, repo, ref: 'refs/tags/v9', sha: tag.sha });
  const query = `query { ${place()} { ref(qualifiedName: "refs/tags/v9") { target { oid ... on Tag { name target { oid } } } } } }`;
  expect(await ask(query)).toEqual({
    repository: { ref: { target: { oid: tag.sha, name: 'v9', target: { oid: object } } } },
  });
});

test('check runs and deployments say what REST says, page by page, newest first when asked so', async () => {
  const { octokit, owner, repo } = world;
  world.github.deliverTo('http://127.0.0.1:9/nobody');
  world.github.webhooks('lose');
  await deploy(world, { environment: 'staging' });
  world.pass('20m');
  const { data } = await octokit.checks.listForRef({ owner, repo, ref: 'develop', per_page: 100 });
  const { data: branch } = await octokit.repos.getBranch({ owner, repo, branch: 'develop' });
  const page = async (after: string): Promise<{ names: string[]; next: string | null }> => {
    const found = await octokit.graphql<{ repository: { object: { statusCheckRollup: { contexts: Page } } } }>(
      `query { ${place()} { object(oid: "${branch.commit.sha}") { ... on Commit { statusCheckRollup {
        contexts(first: 2${after}) { nodes { ... on CheckRun { name status conclusion } } pageInfo { hasNextPage endCursor } }
      } } } } }`,
    );
    const { nodes, pageInfo } = found.repository.object.statusCheckRollup.contexts;
    return { names: nodes.map(({ name }) => name), next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
  };
  const names: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const found = await page(next === '' ? '' : `, after: "${next}"`);
    names.push(...found.names);
    next = found.next;
  }
  expect(names).toEqual(data.check_runs.map(({ name }) => name));
  expect(names.length).toBeGreaterThan(2);
  const deployments = await ask(`query { ${place()} {
    deployments(first: 1, environments: ["staging"], orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { commitOid creator { __typename login } ref { name } statuses(first: 1) { nodes { state } } }
    }
  } }`);
  expect(deployments).toEqual({
    repository: {
      deployments: {
        nodes: [
          {
            commitOid: branch.commit.sha,
            creator: { __typename: 'Bot', login: 'github-actions' },
            ref: { name: 'develop' },
            statuses: { nodes: [{ state: 'SUCCESS' }] },
          },
        ],
      },
    },
  });
});

test('pull requests, signatures and the past of a commit say what REST says', async () => {
  const { octokit, owner, repo, github } = world;
  github.push('dev', { repository: `${owner}/${repo}`, branch: 'develop', message: 'fix: one more' });
  const wish = { branch: 'develop', base: 'main', by: 'dev' };
  github.pullRequest({ ...wish, changesRequestedBy: ['guest'] });
  const { number, sha } = github.pullRequest({ ...wish, approvedBy: ['sre'], merge: true });
  const { data: pulls } = await octokit.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha: sha });
  const { data: reviews } = await octokit.pulls.listReviews({ owner, repo, pull_number: number });
  const { data: log } = await octokit.repos.listCommits({ owner, repo, sha, per_page: 3 });
  const found = await ask(`query { ${place()} {
    object(oid: "${sha}") { ... on Commit {
      associatedPullRequests(first: 5) { nodes {
        number state headRefOid baseRefName mergeCommit { oid } author { login }
        reviews(first: 5) { nodes { author { login } state authorCanPushToRepository commit { oid } submittedAt } }
      } }
      history(first: 3) { nodes { oid parents(first: 5) { nodes { oid } } signature { isValid state } } }
    } }
    pullRequest(number: ${number}) { number }
    none: pullRequest(number: 1) { number }
  } }`);
  expect(found).toEqual({
    repository: {
      object: {
        associatedPullRequests: {
          nodes: pulls.map((pull) => ({
            number: pull.number,
            state: 'MERGED',
            headRefOid: pull.head.sha,
            baseRefName: pull.base.ref,
            mergeCommit: { oid: pull.merge_commit_sha },
            author: { login: pull.user?.login },
            reviews: {
              nodes: reviews.map((review) => ({
                author: { login: review.user?.login },
                state: review.state,
                authorCanPushToRepository: review.user?.login === 'sam-sre',
                commit: { oid: review.commit_id },
                submittedAt: review.submitted_at,
              })),
            },
          })),
        },
        history: {
          nodes: log.map(({ sha: oid, parents, commit: { verification } }) => ({
            oid,
            parents: { nodes: parents.map((parent) => ({ oid: parent.sha })) },
            signature: verification?.signature
              ? { isValid: verification.verified, state: verification.reason.toUpperCase() }
              : null,
          })),
        },
      },
      pullRequest: { number },
      none: null,
    },
  });
  expect(reviews).toHaveLength(2);
});

test('the authors of a commit are its author and whom its trailers name, by their addresses', async () => {
  const { owner, repo, github, octokit } = world;
  const trailers = [
    'Co-authored-by: Sam <SRE@acme.example>',
    'co-authored-by: Lena <4103+lena-lead@users.noreply.github.com>',
    'Co-Authored-By: Actions <41898282+github-actions[bot]@users.noreply.github.com>',
    'Co-authored-by: Nobody <nobody@elsewhere.example>',
    'Co-authored-by: Sam again <sre@acme.example>',
    'Co-authored-by: Dana <dev@acme.example>',
  ];
  const message = `fix: together\n\n${trailers.join('\n')}`;
  const pushed = github.push('dev', { repository: `${owner}/${repo}`, branch: 'develop', message });
  if ('refused' in pushed) return expect.fail(pushed.message);
  const { data: commit } = await octokit.repos.getCommit({ owner, repo, ref: pushed.sha });
  const query = (first: number, ...ids: string[]) => `query { nodes(ids: ${JSON.stringify(ids)}) { ... on Commit {
    id oid authors(first: ${first}) { nodes { email user { login } } pageInfo { hasNextPage } }
  } } }`;
  const dana = { email: 'dev@acme.example', user: { login: 'dana-dev' } };
  const nodes = [
    dana,
    { email: 'sre@acme.example', user: { login: 'sam-sre' } },
    { email: '4103+lena-lead@users.noreply.github.com', user: { login: 'lena-lead' } },
    { email: '41898282+github-actions[bot]@users.noreply.github.com', user: null },
    { email: 'nobody@elsewhere.example', user: null },
  ];
  const about = { id: commit.node_id, oid: pushed.sha };
  expect(await ask(query(9, commit.node_id))).toEqual({
    nodes: [{ ...about, authors: { nodes, pageInfo: { hasNextPage: false } } }],
  });
  expect(await ask(query(1, commit.node_id))).toEqual({
    nodes: [{ ...about, authors: { nodes: [dana], pageInfo: { hasNextPage: true } } }],
  });
  expect(await errors(query(1, commit.node_id, 'C_none'))).toMatchObject([{ type: 'NOT_FOUND', path: ['nodes', 1] }]);
  expect(await errors(query(1, commit.node_id), await allowed({ checks: 'read' }))).toMatchObject([
    { type: 'FORBIDDEN', path: ['nodes', 0] },
  ]);
});

test('what protects a branch is told, the classic rule to who may administer alone', async () => {
  const rules = { approvals: 2, checks: ['lint'], upToDate: true, signatures: true, administrators: false };
  world.github.protectBranch('main', rules);
  world.github.protectBranch('main', { ...rules, signatures: false }, 'all of it');
  const classic = `branchProtectionRule {
    pattern requiresApprovingReviews requiredApprovingReviewCount requiresStatusChecks requiresStrictStatusChecks
    requiredStatusCheckContexts requiresCommitSignatures isAdminEnforced
  }`;
  const query = (fields: string) => `query { ${place()} { ref(qualifiedName: "refs/heads/main") { ${fields} } } }`;
  const sets = `rules(first: 9) { nodes { type repositoryRuleset { name } parameters {
    ... on PullRequestParameters { requiredApprovingReviewCount }
    ... on RequiredStatusChecksParameters { strictRequiredStatusChecksPolicy requiredStatusChecks { context } }
  } } }`;
  const ruleset = { name: 'all of it' };
  expect(await ask(query(`refUpdateRule { pattern } ${classic} ${sets}`))).toEqual({
    repository: {
      ref: {
        refUpdateRule: null,
        branchProtectionRule: {
          pattern: 'main',
          requiresApprovingReviews: true,
          requiredApprovingReviewCount: 2,
          requiresStatusChecks: true,
          requiresStrictStatusChecks: true,
          requiredStatusCheckContexts: ['lint'],
          requiresCommitSignatures: true,
          isAdminEnforced: false,
        },
        rules: {
          nodes: [
            { type: 'PULL_REQUEST', repositoryRuleset: ruleset, parameters: { requiredApprovingReviewCount: 2 } },
            {
              type: 'REQUIRED_STATUS_CHECKS',
              repositoryRuleset: ruleset,
              parameters: { strictRequiredStatusChecksPolicy: true, requiredStatusChecks: [{ context: 'lint' }] },
            },
          ],
        },
      },
    },
  });
  const reader = await allowed({ contents: 'read' });
  expect(await ask(query('refUpdateRule { pattern }'), reader)).toMatchObject({
    repository: { ref: { refUpdateRule: { pattern: 'main' } } },
  });
  expect(await errors(query(classic), reader)).toMatchObject([
    { type: 'FORBIDDEN', path: ['repository', 'ref', 'branchProtectionRule'] },
  ]);
});

interface Page {
  nodes: { name: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

test('an organisation shows its members what it has verified of them, and of no other organisation', async () => {
  world.github.verifyEmails('lead', ['lena@acme.example']);
  const members = `membersWithRole(first: 3) { nodes { login own: organizationVerifiedDomainEmails(login: "${world.owner}")
    other: organizationVerifiedDomainEmails(login: "globex") } pageInfo { hasNextPage } }`;
  const query = `query { organization(login: "${world.owner}") { login ${members} } }`;
  expect(await ask(query)).toEqual({
    organization: {
      login: world.owner,
      membersWithRole: {
        nodes: [
          { login: 'dana-dev', own: [], other: [] },
          { login: 'devin-ops', own: [], other: [] },
          { login: 'lena-lead', own: ['lena@acme.example'], other: [] },
        ],
        pageInfo: { hasNextPage: true },
      },
    },
  });
  expect(await errors(query, await allowed({ contents: 'read' }))).toMatchObject([{ type: 'FORBIDDEN' }]);
  expect(await errors('query { organization(login: "globex") { login } }')).toMatchObject([{ type: 'NOT_FOUND' }]);
});

test('it refuses as GitHub does, inside an answer of 200', async () => {
  expect(
    await errors('query { repository(owner: "acme", name: "nothing") { ref(qualifiedName: "x") { name } } }'),
  ).toEqual([
    expect.objectContaining({
      type: 'NOT_FOUND',
      path: ['repository'],
      message: expect.stringContaining('acme/nothing'),
    }),
  ]);
  expect(await errors(`query { ${place()} { headquarters } }`)).toMatchObject([
    { message: expect.stringContaining('Cannot query field "headquarters"') },
  ]);
  expect(await errors(`query { ${place()} { deployments { nodes { commitOid } } } }`)).toMatchObject([
    { type: 'MISSING_PAGINATION_BOUNDARIES' },
  ]);
  expect(await errors(`query { ${place()} { deployments(first: 101) { nodes { commitOid } } } }`)).toMatchObject([
    { type: 'EXCESSIVE_PAGINATION' },
  ]);
  expect(await errors('query {')).toMatchObject([{ message: expect.stringContaining('Syntax Error') }]);
});

test('an app needs the permissions that REST asks for, and nobody gets in without a token', async () => {
  const deployments = `query { ${place()} { deployments(first: 1) { nodes { commitOid } } } }`;
  expect(await errors(deployments, await allowed({ contents: 'read' }))).toMatchObject([
    { type: 'FORBIDDEN', message: 'Resource not accessible by integration' },
  ]);
  expect(await ask(deployments, await allowed({ deployments: 'read' }))).toMatchObject({ repository: {} });
  const rollup = `query { ${place()} { object(expression: "develop") { ... on Commit { statusCheckRollup { contexts(first: 1) { nodes { __typename } } } } } } }`;
  const half = await allowed({ contents: 'read', checks: 'read' });
  expect(await errors(rollup, half)).toMatchObject([{ type: 'FORBIDDEN' }]);
  expect(await errors(deployments, new Octokit({ baseUrl: world.github.apiUrl, log: silent }))).toBe(401);
});

test('its rate limit is its own', async () => {
  await using small = await startWorld('alphavelocity', { rateLimit: 2 });
  const query = `query { repository(owner: "${small.owner}", name: "${small.repo}") { ref(qualifiedName: "x") { name } } }`;
  await small.octokit.graphql(query);
  await small.octokit.graphql(query);
  const refused = await small.octokit.graphql(query).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    errors: [{ type: 'RATE_LIMITED' }],
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-resource': 'graphql' },
  });
  const { data } = await small.octokit.rateLimit.get();
  expect(data.resources).toMatchObject({ core: { remaining: 2 }, graphql: { remaining: 0 } });
});
