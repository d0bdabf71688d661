import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { startBot } from './bot.ts';

const form = 'command=%2Fdeploy&text=staging&user_id=U0DEV0000&channel_id=C0DEPLOYS&trigger_id=1.2.abc';

async function post(
  origin: string,
  secret: string,
  body: string,
  changes: { at?: number; signature?: string; type?: string } = {},
) {
  const timestamp = String(changes.at ?? Math.floor(Date.now() / 1_000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const response = await fetch(`${origin}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': changes.type ?? 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': changes.signature ?? signature,
    },
  });
  await response.arrayBuffer();
  return response.status;
}

test('only what Slack signed just now, once and within bounds, does any work', async () => {
  const { origin, slack, inbox } = await startBot({ mode: 'http' });
  const secret = slack.signingSecret;
  const now = Math.floor(Date.now() / 1_000);
  const taken: string[] = [];
  inbox.onArrival(() => taken.push('one'));
  expect(await post(origin, 'another secret', form)).toBe(401);
  expect(await post(origin, secret, form, { signature: '' })).toBe(401);
  expect(await post(origin, secret, form, { at: now - 360 })).toBe(401);
  expect(await post(origin, secret, form, { at: now + 3_600 })).toBe(401);
  expect(await post(origin, secret, `text=${'x'.repeat(2 * 1024 * 1024)}`)).toBe(413);
  expect(taken).toEqual([]);
  expect(await post(origin, secret, form, { at: now, type: 'application/x-www-form-urlencoded;charset=UTF-8' })).toBe(
    200,
  );
  expect(await post(origin, secret, form, { at: now, type: 'application/x-www-form-urlencoded' })).toBe(401);
  expect((await fetch(`${origin}/slack/events`)).status).toBe(405);
});

test('a question for the address is answered', async () => {
  const { origin, slack } = await startBot({ mode: 'http' });
  const body = JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 't' });
  expect(await post(origin, slack.signingSecret, body, { type: 'application/json' })).toBe(200);
});

test('health, readiness and metrics answer; everything else is not there', async () => {
  const { origin } = await startBot({ mode: 'http' });
  const get = async (path: string, method = 'GET') => {
    const response = await fetch(`${origin}${path}`, { method });
    return { status: response.status, body: await response.text() };
  };
  expect(await get('/healthz')).toEqual({ status: 200, body: 'ok\n' });
  expect(await get('/readyz')).toMatchObject({ status: 200 });
  expect(await get('/metrics?x=1')).toEqual({ status: 200, body: 'up 1\n' });
  expect(await get('/metrics', 'POST')).toMatchObject({ status: 405 });
  expect(await get('/constructor')).toMatchObject({ status: 404 });
  expect(await get('/github/webhooks', 'POST')).toMatchObject({ status: 404 });
});
