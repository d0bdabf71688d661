import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SignatureJudge } from '../../../src/inbound/slack/signature.ts';
import { minute, second } from '../../../src/model/time.ts';

const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const body = Buffer.from('token=x&command=%2Fdeploy');
const at = 1_700_000_000_000;

function signed(timestamp: number, bytes = body, with_ = secret) {
  const digest = createHmac('sha256', with_).update(`v0:${timestamp}:${bytes}`).digest('hex');
  return { timestamp: String(timestamp), signature: `v0=${digest}` };
}

describe('signatures', () => {
  const judge = (headers: { timestamp: string; signature: string }, bytes = body) =>
    new SignatureJudge(secret, () => at).judge(headers, bytes);

  test('what Slack signed just now is taken', () => {
    expect(judge(signed(at / second))).toMatchObject({ ok: true });
    expect(judge(signed((at - 4 * minute) / second))).toMatchObject({ ok: true });
    expect(judge(signed((at + 30 * second) / second))).toMatchObject({ ok: true });
  });

  test.each([
    ['stale', signed((at - 6 * minute) / second), 'too old'],
    ['from the future', signed((at + 2 * minute) / second), 'future'],
    ['of another secret', signed(at / second, body, 'another'), 'does not fit'],
    ['of another body', signed(at / second, Buffer.from('other')), 'does not fit'],
    ['without a signature', { timestamp: String(at / second), signature: '' }, 'does not fit'],
    ['without a timestamp', { timestamp: '', signature: 'v0=00' }, 'malformed'],
    ['with a timestamp that is no number', { timestamp: '1e9', signature: 'v0=00' }, 'malformed'],
  ])('a request %s is refused', (_what, headers, why) => {
    expect(judge(headers)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });

  test('a request is taken once, unless it could not be taken in', () => {
    const one = new SignatureJudge(secret, () => at);
    const first = one.judge(signed(at / second), body);
    expect(first.ok).toBe(true);
    expect(one.judge(signed(at / second), body)).toMatchObject({ ok: false, why: 'the request was sent before' });
    if (first.ok) first.forget();
    expect(one.judge(signed(at / second), body)).toMatchObject({ ok: true });
  });

  test('the memory outlives every signature that it guards', () => {
    let now = at;
    const one = new SignatureJudge(secret, () => now);
    const ahead = signed((at + minute) / second);
    expect(one.judge(ahead, body).ok).toBe(true);
    for (; now < at + 7 * minute; now += 10 * second) {
      one.judge(signed(Math.floor(now / second) - 1, Buffer.from(`${now}`)), Buffer.from(`${now}`));
      expect(one.judge(ahead, body).ok, `${(now - at) / second} s later`).toBe(false);
    }
  });
});
