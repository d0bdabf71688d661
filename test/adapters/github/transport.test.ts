import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask } from '../../../src/adapters/github/answers.ts';
import type { GitHubSettings } from '../../../src/adapters/github/client.ts';
import { type Script, startScriptedServer } from './scripted-server.ts';
import { createTestClient } from './test-client.ts';

const place = { owner: 'acme', repo: 'shop' };
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close();
});
async function open(script: Script[], settings: Partial<GitHubSettings> = {}) {
  const server = await startScriptedServer(script);
  cleanUp.push(server.close);
  const client = createTestClient(server.url, settings);
  const get = () =>
    ask(client.github.patient.request('GET /repos/{owner}/{repo}', place), z.unknown(), 'the repository');
  return { ...client, server, get };
}
const fine: Script = { status: 200, body: { id: 1 } };

describe('a patient client', () => {
  test('says who it is, and which API it speaks', async () => {
    const { server, get } = await open([fine]);
    await get();
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer test-token',
      'x-github-api-version': '2022-11-28',
      'user-agent': expect.stringContaining('quarterdeck'),
    });
    expect(Object.keys(server.seen[0]?.headers ?? {}).filter((name) => name.startsWith('x-quarterdeck'))).toEqual([]);
  });

  test('tells of each call by its route, which names nobody', async () => {
    const calls: unknown[] = [];
    const { get } = await open([{ status: 502 }, fine], {
      onCall: ({ route, status }) => calls.push(`${status} ${route}`),
    });
    await get();
    expect(calls).toEqual(['502 GET /repos/{owner}/{repo}', '200 GET /repos/{owner}/{repo}']);
  });

  test('waits out 5xx and tells of each wait', async () => {
    const { get, pauses, waits } = await open([{ status: 502 }, { status: 500 }, { status: 503 }, fine]);
    expect(await get()).toEqual({ id: 1 });
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
    expect(waits.map(({ why }) => why)).toEqual(['GitHub answered 502', 'GitHub answered 500', 'GitHub answered 503']);
  });

  test('waits out a connection that breaks before, in and after the head', async () => {
    const { get, pauses } = await open([
      (response) => response.destroy(),
      (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': '9' })
          .write('{"id', () => response.destroy()),
      fine,
    ]);
    expect(await get()).toEqual({ id: 1 });
    expect(pauses).toEqual([1_000, 2_000]);
  });

  test('bounds each exchange in time', async () => {
    const { get, server } = await open([() => {}, fine], { requestTimeout: 500 });
    expect(await get()).toEqual({ id: 1 });
    expect(server.seen.length).toBeGreaterThan(1);
  });

  test('gives up in the end, with a fault that says when to come back', async () => {
    const { get, now } = await open([{ status: 503, headers: { 'retry-after': '600' } }]);
    const began = now();
    await expect(get()).rejects.toMatchObject({
      name: 'Fault',
      kind: 'unavailable',
      retryAt: began + 1_200_000,
    });
    expect(now() - began).toBe(600_000);
  });

  test('does not begin a wait that is longer than its patience', async () => {
    const { get, pauses, now } = await open([
      {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Date.UTC(2026, 0, 20, 13) / 1_000) },
      },
    ]);
    await expect(get()).rejects.toMatchObject({ kind: 'unavailable', retryAt: now() + 3_601_000 });
    expect(pauses).toEqual([]);
  });

  test('keeps everybody off the road while a rate limit lasts', async () => {
    const { github, get, pauses, server } = await open([{ status: 429, headers: { 'retry-after': '40' } }, fine]);
    const hurried = github.withPatience(1_000);
    await expect(hurried.patient.request('GET /repos/{owner}/{repo}', place)).rejects.toThrow();
    expect(server.seen).toHaveLength(1);
    await get();
    expect(pauses).toEqual([40_000]);
    expect(server.seen).toHaveLength(2);
  });

  test.each([
    [401, 'denied'],
    [403, 'denied'],
    [404, 'not-found'],
    [409, 'rejected'],
    [422, 'rejected'],
  ])('%i is not asked again, and GitHub is quoted', async (status, kind) => {
    const { get, server } = await open([{ status, body: { message: 'Because', errors: ['of', { message: 'that' }] } }]);
    await expect(get()).rejects.toMatchObject({ kind, message: expect.stringContaining('Because: of: that') });
    expect(server.seen).toHaveLength(1);
  });

  test('an answer of another form is a fault, not a surprise later', async () => {
    const { github } = await open([fine]);
    const asked = ask(github.patient.request('GET /repos/{owner}/{repo}', place), z.object({ id: z.string() }), 'it');
    await expect(asked).rejects.toMatchObject({ kind: 'invalid' });
  });

  test('a stop ends a wait and breaks off a read', async () => {
    const { get, stop, server } = await open([() => stop.abort()]);
    await expect(get()).rejects.toMatchObject({ name: 'AbortError' });
    await expect(get()).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.seen).toHaveLength(1);
  });

  test('nothing listens: it is waited for, then said', async () => {
    const { get, server, pauses } = await open([fine], { patience: 10_000 });
    await server.close();
    await expect(get()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
  });
});

describe('conditional requests', () => {
  const tagged: Script = (response, seen) => {
    if (seen.headers['if-none-match'] === '"a"') response.writeHead(304, { etag: '"a"' }).end();
    else response.writeHead(200, { etag: '"a"', 'content-type': 'application/json' }).end('{"id":7}');
  };

  test('what has not changed comes from what was kept', async () => {
    const { get, server } = await open([tagged]);
    expect(await get()).toEqual({ id: 7 });
    expect(await get()).toEqual({ id: 7 });
    expect(server.seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"a"']);
  });

  test('a kept answer is of its own address', async () => {
    const { get, github, server } = await open([tagged]);
    await get();
    await github.patient.request('GET /repos/{owner}/{repo}', { ...place, repo: 'other' });
    expect(server.seen[1]?.headers['if-none-match']).toBeUndefined();
  });
});

describe('writes', () => {
  const write = (github: ReturnType<typeof createTestClient>['github']) =>
    github.patient.request('POST /repos/{owner}/{repo}/git/refs', { ...place, ref: 'refs/tags/x', sha: 'a' });

  test('ten may go at once, afterwards one a second', async () => {
    const { github, pauses } = await open([{ status: 201, body: {} }]);
    for (let count = 0; count < 12; count++) await write(github);
    expect(pauses).toEqual([1_000, 1_000]);
  });

  test('a stop does not break off a write that is on its way', async () => {
    const { github, stop } = await open([
      (response) => {
        stop.abort();
        response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
      },
    ]);
    expect(await write(github)).toMatchObject({ status: 201 });
  });
});
