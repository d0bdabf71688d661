import { describe, expect, test } from 'vitest';
import { readCommitRange } from '../../../src/adapters/github/commit-range.ts';
import { Fault } from '../../../src/model/fault.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';

const repository = { owner: 'acme', name: 'shop' };
const head = 'f'.repeat(40);
const [old, older] = ['a'.repeat(40), 'b'.repeat(40)];
const open = scriptedClients();
const commit = (number: number, changes: object = {}) => ({
  sha: String(number).padStart(40, '0'),
  node_id: `C_${number}`,
  author: { login: 'dana-dev' },
  parents: [{ sha: older }],
  commit: {
    message: `fix: number ${number}\n\nMore.`,
    author: { name: 'Dana' },
    verification: { verified: false, reason: 'unknown_key' },
  },
  ...changes,
});
const commits = (from: number, count: number) => Array.from({ length: count }, (_, index) => commit(from + index));
const page = (total_commits: number, found: object[], to: string): Script => ({
  status: 200,
  body: { total_commits, commits: found },
  to,
});

test('every page is read, in order', async () => {
  const { github, server } = await open([
    page(130, commits(1, 100), '/compare/'),
    page(130, commits(101, 30), '/compare/'),
  ]);
  const found = await readCommitRange(github, repository, [old], head, false);
  expect(found.total).toBe(130);
  expect(found.commits.map(({ title }) => title)).toEqual(
    commits(1, 130).map((_, index) => `fix: number ${index + 1}`),
  );
  expect(server.seen.map(({ path }) => path)).toEqual([
    `/repos/acme/shop/compare/${old}...${head}?per_page=100&page=1`,
    `/repos/acme/shop/compare/${old}...${head}?per_page=100&page=2`,
  ]);
});

test('of more than 250 the first 250 are told, and how many there are', async () => {
  const { github } = await open([
    page(900, commits(1, 100), '/compare/'),
    page(900, commits(101, 100), '/compare/'),
    page(900, commits(201, 100), '/compare/'),
  ]);
  const found = await readCommitRange(github, repository, [old], head, false);
  expect(found.commits).toHaveLength(250);
  expect(found.total).toBe(900);
});

const past = (oid: string, parents: string[], changes: object = {}) => ({
  id: `C_${oid.slice(0, 7)}`,
  oid,
  message: `feat: ${oid.slice(0, 1)}`,
  author: { name: 'Dana', email: 'dana@acme.example', user: null },
  parents: { nodes: parents.map((parent) => ({ oid: parent })) },
  signature: null,
  ...changes,
});
const history = (...nodes: object[]): Script => ({
  status: 200,
  body: { data: { repository: { object: { history: { nodes } } } } },
  to: '/graphql',
});
const letters = (text: string) => [...text].map((letter) => letter.repeat(40));

test('what several services bring is settled by one query where the past of the new commit has them all', async () => {
  // f merges d, which left the line a, b, c at b; older than a nothing is known.
  const [a = '', b = '', c = '', d = '', f = ''] = letters('abcdf');
  const { github, server } = await open([
    history(past(f, [c, d]), past(d, [b]), past(c, [b]), past(b, [a]), past(a, ['0'.repeat(40)])),
  ]);
  const found = await readCommitRange(github, repository, [c, b], f, false);
  expect(found).toMatchObject({ since: [c, b], total: 3 });
  expect(found.commits.map(({ sha, merge }) => [sha, merge])).toEqual([
    [c, false],
    [d, false],
    [f, true],
  ]);
  expect(found.commits[0]).toMatchObject({
    title: 'feat: c',
    author: { name: 'Dana', login: null },
    signature: { verified: false, reason: 'unsigned' },
  });
  expect(server.seen).toHaveLength(1);
});

test.each([
  ['is not among them', [past(head, [older]), past(older, [])], [old, older]],
  [
    'is, but a way leads past it into the unknown',
    [past(head, [older, old]), past(older, [])],
    [older, older.replace(/^b/, 'c')],
  ],
])('where an old commit %s, the two are compared', async (_, nodes, since) => {
  const { github, server } = await open([
    history(...nodes),
    page(1, commits(3, 1), '/compare/'),
    page(3, commits(1, 3), '/compare/'),
  ]);
  const found = await readCommitRange(github, repository, since, head, false);
  expect(found.commits.map(({ title }) => title)).toContain('fix: number 3');
  expect(server.seen.length).toBeGreaterThan(1);
});

test('a signature is told in the words of REST', async () => {
  const [a = '', b = ''] = letters('ab');
  const signed = (isValid: boolean, state: string) => ({ signature: { isValid, state } });
  const { github } = await open([
    history(past(head, [b], signed(true, 'VALID')), past(b, [a], signed(false, 'UNKNOWN_KEY')), past(a, [])),
  ]);
  const found = await readCommitRange(github, repository, [a, head], head, false);
  expect(found.commits.map(({ signature }) => signature)).toEqual([
    { verified: false, reason: 'unknown_key' },
    { verified: true, reason: 'valid' },
  ]);
});

test('what several services bring is taken together, each commit once', async () => {
  const { github } = await open([
    history(),
    page(1, commits(3, 1), `/compare/${old}`),
    page(3, commits(1, 3), `/compare/${older}`),
  ]);
  const found = await readCommitRange(github, repository, [old, older], head, false);
  expect(found).toMatchObject({ since: [old, older], total: 3 });
  expect(found.commits.map(({ sha }) => Number(sha))).toEqual([1, 2, 3]);
});

test('a merge, an author without an account, and a signature that nobody looked at', async () => {
  const merge = commit(1, {
    author: null,
    parents: [{ sha: old }, { sha: older }],
    commit: { message: 'Merge', author: { name: 'Sam' } },
  });
  const { github } = await open([page(1, [merge], '/compare/')]);
  const { commits: found } = await readCommitRange(github, repository, [old], head, false);
  expect(found).toMatchObject([
    { merge: true, author: { name: 'Sam', login: null }, signature: { verified: false, reason: 'unknown' } },
  ]);
});

test('an app that wrote a commit is known by the address that GitHub gives to it', async () => {
  const email = '49699333+dependabot[bot]@users.noreply.github.com';
  const { github } = await open([
    history(past(head, [older], { author: { name: 'dependabot[bot]', email, user: null } }), past(older, [])),
  ]);
  const { commits: found } = await readCommitRange(github, repository, [older, head], head, false);
  expect(found).toMatchObject([{ author: { name: 'dependabot[bot]', login: 'dependabot[bot]' } }]);
});

const dana = { name: 'Dana', email: 'dana@acme.example', user: { login: 'dana-dev' } };
const sam = { name: 'Sam', email: 'sam@acme.example', user: { login: 'sam-sre' } };
const trailer = 'Co-authored-by: Sam <sam@acme.example>';
const saying = (number: number, message: string) =>
  commit(number, { commit: { message, author: { name: 'Dana' }, verification: null } });
const authors = (number: number, nodes: object[], hasNextPage = false) => ({
  oid: String(number).padStart(40, '0'),
  authors: { pageInfo: { hasNextPage }, nodes },
});
const told = (...nodes: object[]): Script => ({ status: 200, body: { data: { nodes } }, to: '/graphql' });
const idsIn = (body: string): unknown => JSON.parse(body).variables.ids;

describe('co-authors', () => {
  test('are asked for in one query, of the commits with a trailer alone, wherever it stands', async () => {
    const long = `feat: all of it\n\n${'All of it. '.repeat(2_000)}\n\n${trailer.toLowerCase()}`;
    const range = [
      commit(1),
      saying(2, `fix: it\n\n${trailer}`),
      saying(3, long),
      saying(4, 'docs: Co-authored-by: x'),
    ];
    const { github, server } = await open([
      page(4, range, '/compare/'),
      told(authors(2, [dana, sam]), authors(3, [dana, sam])),
    ]);
    const found = await readCommitRange(github, repository, [old], head, true);
    const others = [{ name: 'Sam', login: 'sam-sre' }];
    expect(found.commits.map(({ coAuthors }) => coAuthors)).toEqual([undefined, others, others, undefined]);
    expect(found.commits[2]?.message).toHaveLength(10_000);
    expect(server.seen.map(({ path }) => path)).toEqual([expect.stringContaining('/compare/'), '/graphql']);
    expect(idsIn(server.seen[1]?.body ?? '')).toEqual(['C_2', 'C_3']);
  });

  test('nobody is asked where there is no trailer, or where they do not matter', async () => {
    const { github, server } = await open([
      page(2, commits(1, 2), '/compare/'),
      page(1, [saying(1, `fix: it\n\n${trailer}`)], '/compare/'),
    ]);
    await readCommitRange(github, repository, [old], head, true);
    const unasked = await readCommitRange(github, repository, [old], head, false);
    expect(unasked.commits[0]).not.toHaveProperty('coAuthors');
    expect(server.seen.filter(({ path }) => path === '/graphql')).toEqual([]);
  });

  test('are asked for by the hundred', async () => {
    const range = Array.from({ length: 100 }, (_, index) => saying(index + 1, `fix: it\n\n${trailer}`));
    const { github, server } = await open([
      page(101, range, '/compare/'),
      page(101, [saying(101, `fix: it\n\n${trailer}`)], '/compare/'),
      told(authors(100, [dana, sam])),
      told(authors(101, [dana, sam])),
    ]);
    const { commits: found } = await readCommitRange(github, repository, [old], head, true);
    expect(found.filter(({ coAuthors }) => coAuthors).map(({ sha }) => Number(sha))).toEqual([100, 101]);
    const asked = server.seen.filter(({ path }) => path === '/graphql').map(({ body }) => idsIn(body));
    expect(asked).toEqual(expect.arrayContaining([['C_101'], range.map(({ node_id }) => node_id)]));
  });

  test('without an account, and more than can be read, are nobody whom one could know; an app is known', async () => {
    const app = { name: 'Bot', email: '7+helper[bot]@users.noreply.github.com', user: null };
    const nobody = { name: 'Nobody', email: '7+nobody@users.noreply.github.com', user: null };
    const { github } = await open([
      page(1, [saying(1, `fix: it\n\n${trailer}`)], '/compare/'),
      told(authors(1, [dana, app, nobody], true)),
    ]);
    const { commits: found } = await readCommitRange(github, repository, [old], head, true);
    expect(found[0]?.coAuthors).toEqual([
      { name: 'Bot', login: 'helper[bot]' },
      { name: 'Nobody', login: null },
      { name: 'others', login: null },
    ]);
  });

  test('of a commit that GitHub does not find are a fault, not nobody', async () => {
    const { github } = await open([
      page(1, [saying(1, `fix: it\n\n${trailer}`)], '/compare/'),
      {
        status: 200,
        body: { data: { nodes: [null] }, errors: [{ type: 'NOT_FOUND', path: ['nodes', 0], message: 'No such node' }] },
      },
    ]);
    await expect(readCommitRange(github, repository, [old], head, true)).rejects.toBeInstanceOf(Fault);
  });
});
