import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { posted } from './readable.ts';

/** Requests that do not come from Slack or GitHub, at the bot's own door. */
describe('requests from outside', { timeout: 60_000 }, () => {
  let c: Conversation;
  let bot: Record<string, string>;
  beforeAll(async () => {
    c = await converse({ speed: 60, http: true });
    bot = await c.call('GET', '/api/bot/settings');
  }, 60_000);
  afterAll(() => c?.close());

  const address = (path: string) => `http://127.0.0.1:${bot.PORT}${path}`;
  const hmac = (secret: string | undefined, text: string) =>
    createHmac('sha256', secret ?? '')
      .update(text)
      .digest('hex');

  /** The status of the answer. A connection of its own: the door closes one on which it refused a large body. */
  function post(path: string, body: string, headers: Record<string, string>): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const kept = { ...headers, connection: 'keep-alive' };
      const sent = request(address(path), { method: 'POST', headers: kept, agent: false }, (response) => {
        response.resume().once('close', () => sent.destroy());
        resolve(response.statusCode);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }
  async function slack(body: string, change: { age?: number; secret?: string; unsigned?: boolean; at?: number } = {}) {
    const at = String(change.at ?? Math.floor(Date.now() / 1_000) - (change.age ?? 0));
    return post('/slack/events', body, {
      'content-type': 'application/x-www-form-urlencoded',
      ...(change.unsigned
        ? {}
        : {
            'x-slack-request-timestamp': at,
            'x-slack-signature': `v0=${hmac(change.secret ?? bot.SLACK_SIGNING_SECRET, `v0:${at}:${body}`)}`,
          }),
    });
  }
  async function command(text: string) {
    const directory = await c.call<{
      people: { handle: string; slackId: string }[];
      channels: { name: string; id: string }[];
    }>('GET', '/api/directory');
    const person = directory.people.find(({ handle }) => handle === 'dev');
    const channel = directory.channels.find(({ name }) => name === 'deployments');
    return new URLSearchParams({
      command: '/deploy',
      text,
      user_id: person?.slackId ?? '',
      channel_id: channel?.id ?? '',
      channel_name: 'deployments',
      trigger_id: `1.2.${text.length}`,
    }).toString();
  }
  async function webhook(payload: unknown, change: { secret?: string; unsigned?: boolean; guid?: string } = {}) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return post('/github/webhooks', body, {
      'content-type': 'application/json',
      'x-github-event': 'workflow_run',
      'x-github-delivery': change.guid ?? '11111111-2222-4333-8444-555555555555',
      ...(change.unsigned
        ? {}
        : { 'x-hub-signature-256': `sha256=${hmac(change.secret ?? bot.GITHUB_WEBHOOK_SECRET, body)}` }),
    });
  }

  test('in the name of Slack: unsigned, signed by another, stale or of the future is 401; too large is 413', async () => {
    const body = await command('staging');
    expect(await slack(body, { unsigned: true })).toBe(401);
    expect(await slack(body, { secret: 'guessed' })).toBe(401);
    expect(await slack(body, { age: 6 * 60 })).toBe(401);
    expect(await slack(body, { age: -3_600 })).toBe(401);
    expect(await slack(`${body}&more=${'x'.repeat(2 * 1024 * 1024)}`)).toBe(413);
  });

  test('a request that is replayed is 401, and what it asks for happens once', async () => {
    const body = await command('staging worker');
    const at = Math.floor(Date.now() / 1_000);
    expect(await slack(body, { at })).toBe(200);
    expect(await slack(body, { at })).toBe(401);
    // Slack's own retry is signed anew, and is acknowledged; its trigger is the same.
    expect(await slack(body, { at: at + 1 })).toBe(200);
    const message = await c.reads('deployments', /\/worker → staging[\s\S]*\*Running\*/);
    await c.passes({ advance: '20m' });
    await c.becomes(message, /\*Succeeded\*/);
    expect(posted(await c.messages('deployments'))).toHaveLength(1);
    expect((await c.world()).runs.filter(({ event }) => event === 'workflow_dispatch')).toHaveLength(1);
  });

  test('in the name of GitHub: unsigned or signed by another is 401, too large is 413', async () => {
    const payload = { action: 'completed', repository: { full_name: 'acme/trading-engine' } };
    expect(await webhook(payload, { unsigned: true })).toBe(401);
    expect(await webhook(payload, { secret: 'guessed' })).toBe(401);
    expect(await webhook(`{"x":"${'x'.repeat(26 * 1024 * 1024)}"}`)).toBe(413);
  });

  test('a webhook of an unknown repository, one that is no JSON and one sent twice are kept and change nothing', async () => {
    const payload = { action: 'completed', repository: { full_name: 'somebody/else' }, workflow_run: { id: 1 } };
    expect(await webhook(payload)).toBe(202);
    expect(await webhook(payload)).toBe(202);
    expect(await webhook('{ not json', { guid: '11111111-2222-4333-8444-666666666666' })).toBe(202);
    const text = await c.asks('dev', '/deploys', /In flight/);
    expect(text).toContain('Nothing is being deployed and nothing waits.');
  });

  test('there is nothing else behind the door but health and metrics', async () => {
    const status = async (path: string) => (await fetch(address(path))).status;
    expect(await status('/healthz')).toBe(200);
    expect(await status('/readyz')).toBe(200);
    expect(await (await fetch(address('/metrics'))).text()).toMatch(/quarterdeck_/);
    expect(await status('/admin')).toBe(404);
    expect(await status('/github/webhooks')).toBe(405);
    expect(readable(await c.reads('deployments', /Succeeded/))).toBeTruthy();
  });
});
