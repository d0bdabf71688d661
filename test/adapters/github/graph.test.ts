import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createGitHub } from '../../../src/adapters/github/client.ts';
import { askRepository } from '../../../src/adapters/github/graph.ts';
import { checksQuery } from '../../../src/adapters/github/queries.ts';
import { openSimulatedGitHub, type SimulatedGitHub } from '../../contracts/github-simulated.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';

const repository = { owner: 'acme', name: 'shop' };
const open = scriptedClients();
const answer: Script = { status: 200, body: { data: { repository: { id: 7 } } } };
const failure = (message: string, type?: string, headers: Record<string, string> = {}): Script => ({
  status: 200,
  headers,
  body: { data: null, errors: [{ message, ...(type ? { type } : {}) }] },
});
const asked = (github: Parameters<typeof askRepository>[0]) =>
  askRepository(github, repository, checksQuery, { sha: 'a' }, z.object({ id: z.number() }), 'the shop');

let world: SimulatedGitHub | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

test('a query says who asks and what, and nothing that is ours', async () => {
  const { github, server } = await open([answer]);
  expect(await asked(github)).toEqual({ id: 7 });
  const [sent] = server.seen;
  expect(sent).toMatchObject({ method: 'POST', path: '/graphql', headers: { authorization: 'Bearer test-token' } });
  expect(Object.keys(sent?.headers ?? {}).filter((name) => name.startsWith('x-quarterdeck'))).toEqual([]);
  expect(JSON.parse(sent?.body ?? '')).toEqual({
    query: checksQuery.text,
    operationName: 'Checks',
    variables: { owner: 'acme', repository: 'shop', sha: 'a' },
  });
});

test('on an Enterprise Server it goes where queries go there, and is counted by its name', async () => {
  const { server } = await open([answer]);
  const calls: string[] = [];
  const github = createGitHub({
    apiUrl: `${server.url}/api/v3`,
    auth: { token: 't' },
    stopping: new AbortController().signal,
    onCall: ({ route, path, status }) => calls.push(`${route} ${path} ${status}`),
  });
  await asked(github);
  expect(server.seen[0]?.path).toBe('/api/graphql');
  expect(calls).toEqual(['POST /graphql Checks /api/graphql 200']);
});

test('limits and breakdowns are waited out, whichever way they are told', async () => {
  const { github, pauses } = await open([
    { status: 502 },
    failure('Something went wrong while executing your query.'),
    failure('You have exceeded a secondary rate limit.', undefined, { 'retry-after': '30' }),
    { status: 403, headers: { 'retry-after': '20' }, body: { message: 'secondary rate limit' } },
    answer,
  ]);
  expect(await asked(github)).toEqual({ id: 7 });
  expect(pauses).toEqual([1_000, 2_000, 30_000, 20_000]);
});

test('a used up limit of queries holds up queries, and nothing else', async () => {
  const reset = String(Date.UTC(2026, 0, 20, 12, 1) / 1_000);
  const { github, server } = await open([
    failure('API rate limit exceeded', 'RATE_LIMITED', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }),
    { status: 200, body: {} },
  ]);
  const hurried = github.withPatience(1_000);
  await expect(asked(hurried)).rejects.toMatchObject({ kind: 'unavailable', retryAt: Number(reset) * 1_000 + 1_000 });
  await expect(asked(hurried)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(server.seen).toHaveLength(1);
  await hurried.patient.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'shop' });
  expect(server.seen).toHaveLength(2);
});

test.each([
  ['NOT_FOUND', 'not-found', 'GitHub knows no the shop: Because'],
  ['FORBIDDEN', 'denied', 'GitHub refused access to the shop: Because'],
  ['INSUFFICIENT_SCOPES', 'denied', 'GitHub refused access to the shop: Because'],
  [undefined, 'rejected', 'GitHub refused the shop: Because'],
])('%s is not asked again, and GitHub is quoted', async (type, kind, message) => {
  const { github, server } = await open([failure('Because', type)]);
  await expect(asked(github)).rejects.toMatchObject({ kind, message });
  expect(server.seen).toHaveLength(1);
});

test('queries are reads: they are not paced, and a stop breaks them off', async () => {
  const { github, pauses } = await open([answer]);
  for (let count = 0; count < 12; count++) await asked(github);
  expect(pauses).toEqual([]);
  const stopped = await open([() => stopped.stop.abort()]);
  await expect(asked(stopped.github)).rejects.toMatchObject({ name: 'AbortError' });
});

test('an app asks with a token for that repository, and renews it once', async () => {
  const calls: string[] = [];
  world = await openSimulatedGitHub((simulation) => ({
    auth: { appId: String(simulation.appId), privateKey: simulation.privateKey },
    onCall: ({ route, status }) => calls.push(`${status} ${route}`),
  }));
  const at = await world.source.pointsAt(world.repository, 'branch', 'main');
  world.simulation.fault({ kind: 'http', status: 401, match: 'graphql', times: 1 });
  expect(await world.source.pointsAt(world.repository, 'branch', 'main')).toEqual(at);
  expect(calls).toEqual(['200 POST /graphql Refs', '401 POST /graphql Refs', '200 POST /graphql Refs']);
  expect(world.traffic.counts()).toMatchObject({
    'github POST /app/installations/{installation_id}/access_tokens': 2,
  });
  const elsewhere = world.source.pointsAt({ owner: 'other', name: 'place' }, 'branch', 'main');
  await expect(elsewhere).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining('not installed') });
});
