import { expect, test } from 'vitest';
import { readCommitRange } from '../../../src/adapters/github/commit-range.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';

const repository = { owner: 'acme', name: 'shop' };
const head = 'f'.repeat(40);
const [old, older] = ['a'.repeat(40), 'b'.repeat(40)];
const open = scriptedClients();
const commit = (number: number, changes: object = {}) => ({
  sha: String(number).padStart(40, '0'),
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
  const found = await readCommitRange(github, repository, [old], head);
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
  const found = await readCommitRange(github, repository, [old], head);
  expect(found.commits).toHaveLength(250);
  expect(found.total).toBe(900);
});

const past = (oid: string, parents: string[], changes: object = {}) => ({
  oid,
  message: `feat: ${oid.slice(0, 1)}`,
  author: { name: 'Dana', user: null },
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
  const found = await readCommitRange(github, repository, [c, b], f);
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
  const found = await readCommitRange(github, repository, since, head);
  expect(found.commits.map(({ title }) => title)).toContain('fix: number 3');
  expect(server.seen.length).toBeGreaterThan(1);
});

test('a signature is told in the words of REST', async () => {
  const [a = '', b = ''] = letters('ab');
  const signed = (isValid: boolean, state: string) => ({ signature: { isValid, state } });
  const { github } = await open([
    history(past(head, [b], signed(true, 'VALID')), past(b, [a], signed(false, 'UNKNOWN_KEY')), past(a, [])),
  ]);
  const found = await readCommitRange(github, repository, [a, head], head);
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
  const found = await readCommitRange(github, repository, [old, older], head);
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
  const { commits: found } = await readCommitRange(github, repository, [old], head);
  expect(found).toMatchObject([
    { merge: true, author: { name: 'Sam', login: null }, signature: { verified: false, reason: 'unknown' } },
  ]);
});
