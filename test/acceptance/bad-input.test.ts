import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { posted } from './readable.ts';

/** The trading engine, with Slack over HTTP. */
let c: Conversation;
beforeAll(async () => {
  c = await converse({ speed: 60, http: true, rateLimits: true });
}, 60_000);
afterAll(() => c?.close());

/** Requests that do not come from Slack or GitHub, at the bot's own door. */
describe('requests from outside', { timeout: 60_000 }, () => {
  let bot: Record<string, string>;
  beforeAll(async () => {
    bot = await c.call('GET', '/api/bot/settings');
  });

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

/** Whatever is typed wrongly is answered to one person, and nothing is started. */
describe('bad input', { timeout: 60_000 }, () => {
  const typed: [text: string, answer: RegExp][] = [
    ['/deploy stagng', /no environment "stagng"\.\nDid you mean staging\? Known: staging, production\./],
    ['/deploy staging service=wroker', /no service or group "wroker"\.\nDid you mean worker\?/],
    ['/deploy staging wroker', /neither a service or group, nor a branch[\s\S]*Did you mean the service worker\?/],
    ['/lock staging wroker for 2h load test', /no service or group "wroker"\.\nDid you mean worker\?/],
    ['/deploy staging develop main', /two refs: "develop" and "main"/],
    ['/deploy staging “develop', /quotation mark is opened and never closed/],
    ['/deploy staging --force', /is not an option of \/deploy/],
    [`/deploy staging -- ${'x'.repeat(600)}`, /The reason is 600 characters long/],
    [`/deploy ${'x'.repeat(40_000)}`, /40,000 characters long; at most 4,000 are read/],
    ['/deploy staging \u202eevil', /a character that cannot be seen \(U\+202E\)/],
    ['/deploy staging \u0007', /a character that cannot be seen \(U\+0007\)/],
    ['/lock staging for 2 hours load test', /"2" is not a length of time\.\nWrite it as 45m, 2h/],
    ['/lock staging for -1h load test', /"-1h" is not a length of time/],
    ['/lock staging for 99d holidays', /at most 30 days/],
    ['/lock staging', /A lock needs a reason/],
    ['/unlock staging', /staging is not locked/],
    ['/quarterdeck dcotor', /Did you mean \/quarterdeck doctor\?/],
  ];
  test.each(typed.map(([text, answer]) => ({ text, answer, title: JSON.stringify(text.slice(0, 50)) })))(
    '$title',
    async ({ text, answer }) => {
      expect(await c.asks('dev', text, answer)).toMatch(answer);
    },
  );

  test('a ref that is not there, one that means two things, and one that cannot be a name', async () => {
    expect(await c.asks('dev', '/deploy staging develpo', /Not deployed/)).toMatch(
      /"develpo" is neither a branch nor a tag[\s\S]*develop/,
    );
    await c.call('POST', '/api/people/dev2/pushes', { branch: 'v1.3.0', message: 'A branch named like a tag' });
    expect(await c.asks('dev', '/deploy staging v1.3.0', /Not deployed/)).toMatch(
      /"v1\.3\.0" can mean more than one thing[\s\S]*refs\/tags\//,
    );
    expect(await c.asks('dev', '/deploy staging a..b', /Not deployed/)).toContain(
      'cannot be the name of a branch or tag',
    );
  });

  test('a branch and a commit that want to call everybody reach nobody', async () => {
    const branch = 'feature/<!channel>';
    await c.call('POST', '/api/people/dev2/pushes', { branch, message: '<!here> *read* <https://evil.example|this>' });
    await c.types('dev', `/deploy staging worker ${branch} -- <!everyone> & co`);
    const message = await c.reads('deployments', /\/worker → staging[\s\S]*\*Running\*/, { thread: false });
    await c.thread(message, /commits? in this deployment/);
    const text = readable(message);
    expect(text).toContain('`feature/&lt;!channel&gt;`');
    const all = JSON.stringify(await c.messages('deployments', 'dev'));
    expect(all).not.toMatch(/<!(?:channel|here|everyone)/);
    expect(all).not.toContain('<https://evil.example');
    await c.passes({ advance: '20m' });
    await c.becomes(message, /\*Succeeded\*/);
  });

  test('a form that was open for a day is too old, and nothing is done', async () => {
    const before = posted(await c.messages('deployments')).length;
    const { view } = await c.types('dev', '/deploy');
    if (!view) throw new Error('no form was opened');
    await c.passes({ advance: '25h' });
    const sent = await c.submits('dev', view.id, { Environment: 'staging' });
    expect(sent.view && readable(sent.view)).toMatch(/open for more than a day/);
    expect(posted(await c.messages('deployments'))).toHaveLength(before);
  });

  test('only dev has read any of it', async () => {
    expect((await c.messages('deployments', 'lead')).filter(({ ephemeral_to: only }) => only)).toEqual([]);
  });
});
