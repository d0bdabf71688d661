import { describe, expect, test } from 'vitest';
import { lastDeployed } from '../../../src/adapters/github/deployments.ts';
import { lookAtRef, pointsAt, resolveRef } from '../../../src/adapters/github/refs.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';

const repository = { owner: 'acme', name: 'shop' };
const open = scriptedClients();
const ok = (body: unknown): Script => ({ status: 200, body });

describe('refs', () => {
  const commit = (oid: string) => ({
    __typename: 'Commit',
    oid,
    url: `https://github.example/commit/${oid}`,
    message: 'fix: it',
    committedDate: '2026-01-20T15:00:00Z',
    tree: { oid: 't' },
    author: { name: 'Dana', user: null },
  });
  const tag = (target: object) => ({ __typename: 'Tag', target });
  const ref = (name: string, target: object | null, prefix = 'refs/tags/') => ({ prefix, name, target });
  const found = (meanings: object) => ok({ data: { repository: meanings } });

  test('a tag that is gone is told from a repository that cannot be seen', async () => {
    const errors = [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve to a Repository' }];
    const { github } = await open([
      found({ branch: null, tag: null }),
      ok({ data: { repository: null }, errors }),
      ok({ data: { repository: null } }),
    ]);
    expect(await lookAtRef(github, repository, 'tag', 'v1')).toEqual({ now: null, twin: false });
    await expect(lookAtRef(github, repository, 'tag', 'v1')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(lookAtRef(github, repository, 'tag', 'v1')).rejects.toMatchObject({ kind: 'invalid' });
  });

  test('a tag of a tag leads to its commit, a tag of a file to nothing', async () => {
    const { github } = await open([
      found({ branch: null, tag: ref('v1', tag(tag(commit('c')))) }),
      found({ branch: null, tag: ref('v1', tag({ __typename: 'Blob' })) }),
    ]);
    expect(await lookAtRef(github, repository, 'tag', 'v1')).toEqual({ now: 'c', twin: false });
    expect(await lookAtRef(github, repository, 'tag', 'v1')).toEqual({ now: null, twin: false });
  });

  test('what GitHub finds by a short name is not the ref that was asked for', async () => {
    const { github } = await open([
      found({ branch: ref('refs/heads/v1', commit('b'), 'refs/heads/'), tag: ref('v1', commit('c')) }),
    ]);
    expect(await lookAtRef(github, repository, 'branch', 'v1')).toEqual({ now: null, twin: true });
  });

  test('a commit that is found by a branch’s name was not meant as a SHA; a branch that looks like one is ambiguous', async () => {
    const sha = 'abcdef1'.padEnd(40, '0');
    const branch = ref('abcdef1', commit('9'.repeat(40)), 'refs/heads/');
    const { github, server } = await open([
      found({ branch, tag: null, commit: commit('9'.repeat(40)) }),
      found({ branch, tag: null, commit: commit(sha) }),
      found({ branch: null, tag: null, commit: commit(sha) }),
    ]);
    const resolve = () => resolveRef(github, repository, 'abcdef1');
    expect(await resolve()).toMatchObject({ kind: 'branch', name: 'abcdef1' });
    expect(await resolve()).toMatchObject({ problem: 'ref-ambiguous', candidates: ['refs/heads/abcdef1', sha] });
    expect(await resolve()).toMatchObject({ kind: 'sha', name: sha, author: { name: 'Dana', login: null } });
    expect(server.seen).toHaveLength(3);
  });
});

test('an annotated tag leads to its commit', async () => {
  const object = (type: string, sha: string) => ok({ object: { type, sha } });
  const { github } = await open([object('tag', 't1'), object('tag', 't2'), object('commit', 'c')]);
  expect(await pointsAt(github, repository, 'tag', 'v1')).toBe('c');
});

test('who deployed last, under what name, and when: ours and what never succeeded are passed over', async () => {
  const status = (state: string, createdAt: string) => ({ state, createdAt });
  const deployment = (commitOid: string, statuses: object[], more: object = {}) => ({
    commitOid,
    createdAt: '2026-01-20T15:00:00Z',
    payload: null,
    ref: null,
    creator: { __typename: 'Bot', login: 'github-actions' },
    statuses: { nodes: statuses },
    ...more,
  });
  const done = [status('INACTIVE', '2026-01-20T17:00:00Z'), status('SUCCESS', '2026-01-20T16:00:00Z')];
  const nodes = [
    deployment('a', done),
    deployment('b', [status('FAILURE', '2026-01-20T16:00:00Z')]),
    deployment('c', done, { payload: JSON.stringify(JSON.stringify({ deploymentId: 'd-1', ref: 'v1' })) }),
    deployment('d', done, { ref: { name: 'main' }, payload: '{}', creator: { __typename: 'User', login: 'dana-dev' } }),
    deployment('e', done),
  ];
  const { github } = await open([ok({ data: { repository: { deployments: { nodes } } } })]);
  const made = Date.UTC(2026, 0, 20, 15);
  const at = Date.UTC(2026, 0, 20, 16);
  const last = (...ours: string[]) =>
    lastDeployed(
      github,
      repository,
      'staging',
      ours.map((sha) => ({ sha, from: made, until: made })),
    );
  expect(await last('a')).toEqual({ ref: 'v1', sha: 'c', at, by: 'github-actions[bot]' });
  expect(await last('a', 'c')).toEqual({ ref: 'main', sha: 'd', at, by: 'dana-dev' });
  expect(await last('a', 'c', 'd')).toEqual({ ref: 'e', sha: 'e', at, by: 'github-actions[bot]' });
  expect(await last('a', 'c', 'd', 'e')).toBeNull();
});
