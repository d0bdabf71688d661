import { describe, expect, test } from 'vitest';
import { backOff, judgeAnswer, judgeQueryAnswer, readFailure } from '../../../src/adapters/github/trouble.ts';

const now = Date.UTC(2026, 0, 20, 12);
const judge = (status: number, headers: Record<string, string> = {}, body = '', tries = 0) =>
  judgeAnswer({ status, headers: new Headers(headers), body }, tries, now);
const seconds = (judgement: ReturnType<typeof judge>) =>
  judgement.kind === 'wait' ? (judgement.until - now) / 1_000 : null;

describe('what an answer means', () => {
  test.each([200, 201, 204, 302, 304, 400, 401, 404, 409, 410, 422])('%i is taken as it is', (status) => {
    expect(judge(status)).toEqual({ kind: 'final' });
  });

  test('403 without a limit is a refusal', () => {
    expect(
      judge(403, { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '1' }, 'Resource not accessible'),
    ).toEqual({
      kind: 'final',
    });
  });

  test.each([
    [500, 0, 1],
    [502, 1, 2],
    [503, 4, 16],
    [504, 9, 30],
    [408, 0, 1],
  ])('%i at try %i waits %i s, for itself alone', (status, tries, pause) => {
    const judgement = judge(status, {}, '', tries);
    expect(seconds(judgement)).toBe(pause);
    expect(judgement).toMatchObject({ holds: 'itself' });
  });

  test('503 with Retry-After waits as long as asked', () => {
    expect(seconds(judge(503, { 'retry-after': '7' }))).toBe(7);
  });

  test.each([403, 429])('%i with nothing remaining waits for the reset, for everybody at that API', (status) => {
    const reset = String(now / 1_000 + 90);
    const judgement = judge(status, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset });
    expect(seconds(judgement)).toBe(91);
    expect(judgement).toMatchObject({ holds: 'its API' });
  });

  test('a reset that has passed by our clock still waits a second', () => {
    expect(seconds(judge(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }))).toBe(1);
  });

  test.each([
    [{ 'retry-after': '30' }, 'secondary', 0, 30],
    [{}, 'You have exceeded a secondary rate limit.', 0, 60],
    [{}, 'You have exceeded a secondary rate limit.', 2, 240],
    [{}, 'You have triggered an abuse detection mechanism', 0, 60],
  ])('a secondary limit %j %j at try %i waits %i s', (headers, body, tries, pause) => {
    expect(seconds(judge(403, headers, body, tries))).toBe(pause);
    expect(judge(403, headers, body, tries)).toMatchObject({ holds: 'everybody' });
  });

  test('429 is a limit whatever it says', () => {
    expect(seconds(judge(429))).toBe(60);
  });

  test('Retry-After may be a date', () => {
    expect(seconds(judge(429, { 'retry-after': new Date(now + 45_000).toUTCString() }))).toBe(45);
    expect(seconds(judge(429, { 'retry-after': 'soon' }))).toBe(60);
  });

  test('pauses grow to half a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 99].map((tries) => backOff(tries) / 1_000)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });
});

describe('what an answer of 200 to a query means', () => {
  const judgeQuery = (body: unknown, headers: Record<string, string> = {}, tries = 0) =>
    judgeQueryAnswer(
      { status: 200, headers: new Headers(headers), body: typeof body === 'string' ? body : JSON.stringify(body) },
      tries,
      now,
    );
  const errors = (message: string, type?: string) => ({ data: null, errors: [{ message, ...(type ? { type } : {}) }] });

  test.each([
    [{ data: { repository: null } }],
    [errors('Could not resolve to a Repository', 'NOT_FOUND')],
    [errors('Resource not accessible by integration', 'FORBIDDEN')],
    ['not JSON, with "errors" in it'],
    [{ data: { text: '{"errors":[{"type":"RATE_LIMITED","message":"of somebody else"}]}' } }],
  ])('%j is taken as it is, even with nothing remaining', (body) => {
    expect(judgeQuery(body, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' })).toEqual({ kind: 'final' });
  });

  test.each(['RATE_LIMITED', 'RATE_LIMIT'])('%s waits for the reset, for everybody at that API', (type) => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1_000 + 90) };
    const judgement = judgeQuery(errors('API rate limit exceeded', type), headers);
    expect(seconds(judgement)).toBe(91);
    expect(judgement).toMatchObject({ holds: 'its API' });
  });

  test('a secondary limit is everybody’s, and grows', () => {
    const body = errors('You have exceeded a secondary rate limit.');
    expect(judgeQuery(body)).toMatchObject({ holds: 'everybody' });
    expect([seconds(judgeQuery(body)), seconds(judgeQuery(body, {}, 1))]).toEqual([60, 120]);
    expect(seconds(judgeQuery(body, { 'retry-after': '7' }))).toBe(7);
  });

  test('a breakdown is waited out like a 502', () => {
    const body = errors('Something went wrong while executing your query. Please include `0400` when reporting.');
    expect(judgeQuery(body, {}, 2)).toMatchObject({ kind: 'wait', until: now + 4_000, holds: 'itself' });
  });
});

describe('what a failed connection means', () => {
  const failed = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
    '%s never reached GitHub',
    (code) => {
      expect(readFailure(failed(code))).toEqual({ sent: false, passing: true, code });
    },
  );

  test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])('%s may have reached it', (code) => {
    expect(readFailure(failed(code))).toEqual({ sent: true, passing: true, code });
  });

  test.each(['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    '%s does not pass by waiting',
    (code) => {
      expect(readFailure(failed(code))).toEqual({ sent: false, passing: false, code });
    },
  );

  test('of several addresses the first speaks', () => {
    const each = Object.assign(new Error(), { code: 'ECONNREFUSED' });
    const error = new TypeError('fetch failed', { cause: new AggregateError([each, each]) });
    expect(readFailure(error)).toMatchObject({ sent: false, code: 'ECONNREFUSED' });
  });

  test('a timeout may have reached it; so may what is not known', () => {
    expect(readFailure(new DOMException('late', 'TimeoutError'))).toMatchObject({ sent: true, code: 'timeout' });
    expect(readFailure('?')).toEqual({ sent: true, passing: true, code: 'unknown' });
  });
});
