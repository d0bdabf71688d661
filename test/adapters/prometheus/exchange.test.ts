import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { Credentials } from '../../../src/adapters/http/credentials.ts';
import { createRoad } from '../../contracts/around-simulated.ts';
import { metricsAt } from '../../contracts/metrics-harness.ts';

/** Answers one after the other, the last one for ever; keeps what was asked. */
async function serve(...answers: { status: number; body: string; headers?: Record<string, string> }[]) {
  const asked: { authorization: string | undefined; path: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ authorization: request.headers.authorization, path: request.url });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    response.writeHead(answer?.status ?? 500, answer?.headers).end(answer?.body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  opened.push(() => void server.close(() => {}));
  return { url: `http://127.0.0.1:${port}`, asked };
}

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const query = { text: 'up', about: {} };
const success = (value: string) => ({
  status: 200,
  body: JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: [{ metric: {}, value: [1, value] }] },
  }),
});
const failure = (status: number, errorType: string) => ({
  status,
  body: JSON.stringify({ status: 'error', errorType, error: 'its own words' }),
});

describe('an answer', () => {
  test.each([
    [{ status: 401, body: 'Unauthorized' }, 'denied', 'Check its token'],
    [{ status: 403, body: '' }, 'denied', 'Check its token'],
    [{ status: 404, body: '404 page not found' }, 'not-found', 'Check the address'],
    [{ status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }, 'not-found', 'Check the address'],
    [{ status: 200, body: '<html>' }, 'invalid', 'no JSON'],
    [{ status: 200, body: '{"status":"success","data":{}}' }, 'invalid', 'no plain series'],
    [success('many'), 'invalid', 'no number'],
    [failure(400, 'bad_data'), 'rejected', 'its own words'],
    [failure(422, 'execution'), 'rejected', 'its own words'],
    [failure(503, 'timeout'), 'unavailable', 'too long'],
    [{ status: 502, body: '<h1>502</h1>' }, 'unavailable', '502'],
    [{ status: 429, body: '' }, 'unavailable', '429'],
  ] as const)('%o is %s', async (answer, kind, words) => {
    const { url } = await serve(answer);
    await expect(metricsAt(url).value(query, 0)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(words),
    });
  });

  test.each([
    ['NaN', Number.NaN],
    ['+Inf', Infinity],
    ['-Inf', -Infinity],
    ['1e-07', 1e-7],
  ])('%s is a value', async (text, value) => {
    const { url } = await serve(success(text));
    expect(await metricsAt(url).value(query, 1_000)).toEqual({ at: 1_000, value });
  });
});

describe('patience', () => {
  test('an outage is waited out, for as long as the source asks', async () => {
    const { url, asked } = await serve(
      { status: 503, body: '', headers: { 'retry-after': '3' } },
      { status: 502, body: '' },
      success('1'),
    );
    const pauses: number[] = [];
    const metrics = metricsAt(url, {
      patience: 10_000,
      road: { ...createRoad(), now: () => 0 },
      pause: async (length) => void pauses.push(length),
    });
    expect(await metrics.value(query, 1_000)).toEqual({ at: 1_000, value: 1 });
    expect(asked).toHaveLength(3);
    expect(pauses).toEqual([3_000, 1_000]);
  });

  test('it ends', async () => {
    const { url, asked } = await serve({ status: 503, body: '' });
    let now = 0;
    const metrics = metricsAt(url, {
      patience: 4_000,
      road: { ...createRoad(), now: () => now },
      pause: async (length) => {
        now += length;
      },
    });
    await expect(metrics.value(query, 0)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(asked).toHaveLength(4);
  });

  test('a question that is wrong is asked once', async () => {
    const { url, asked } = await serve(failure(400, 'bad_data'));
    await expect(metricsAt(url, { patience: 10_000 }).value(query, 0)).rejects.toMatchObject({ kind: 'rejected' });
    expect(asked).toHaveLength(1);
  });

  test('a source that hangs is away', async () => {
    const server = createServer(() => {});
    await once(server.listen(0, '127.0.0.1'), 'listening');
    opened.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const metrics = metricsAt(`http://127.0.0.1:${port}`, { road: createRoad(30) });
    await expect(metrics.value(query, 0)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('too long'),
    });
  });
});

test.each<[Credentials | null, string | undefined]>([
  [{ kind: 'bearer', token: 'abc' }, 'Bearer abc'],
  [{ kind: 'basic', user: 'bot', password: 'pass:wörd' }, `Basic ${Buffer.from('bot:pass:wörd').toString('base64')}`],
  [null, undefined],
])('it brings its credentials: %o', async (credentials, authorization) => {
  const { url, asked } = await serve(success('1'));
  await metricsAt(`${url}/prometheus`, { credentials }).value(query, 0);
  expect(asked).toEqual([{ authorization, path: '/prometheus/api/v1/query' }]);
});
