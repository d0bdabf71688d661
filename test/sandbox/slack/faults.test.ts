import { WebClient } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import { RateLimits } from '../../../sandbox/slack/api/rate-limits.ts';
import type { SlackOptions } from '../../../sandbox/slack/slack.ts';
import { openSlack, socketApp } from './workspace.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(options: Partial<SlackOptions> = {}) {
  const world = await openSlack(options);
  closers.push(() => world.slack.close());
  const post = () => world.client.chat.postMessage({ channel: world.channel('deployments'), text: 'a' });
  return { ...world, post };
}

describe('a queued fault', () => {
  it('answers 429 with the seconds to wait', async () => {
    const { slack, post, client } = await open();
    slack.fault({ method: 'chat.postMessage', times: 1, kind: 'ratelimited', retryAfter: 7 });
    await client.auth.test();
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    await expect(post()).resolves.toMatchObject({ ok: true });
    expect(slack.messages('deployments')).toHaveLength(1);
  });

  it('answers with an HTTP error or a Slack error', async () => {
    const { slack, post } = await open();
    slack.fault({ method: '*', times: 1, kind: 'http', status: 502 });
    slack.fault({ method: '*', times: 1, kind: 'error', error: 'fatal_error' });
    await expect(post()).rejects.toMatchObject({ statusCode: 502 });
    await expect(post()).rejects.toMatchObject({ data: { error: 'fatal_error' } });
    slack.fault({ method: '*', times: 9, kind: 'http' });
    slack.clearFaults();
    await expect(post()).resolves.toMatchObject({ ok: true });
  });

  it('performs the call and loses the answer', async () => {
    const { slack, post } = await open();
    slack.fault({ method: 'chat.postMessage', times: 1, kind: 'lost-answer' });
    await expect(post()).rejects.toThrow();
    expect(slack.messages('deployments')).toHaveLength(1);
  });

  it('never answers, and does not keep the server open', async () => {
    const { slack, traffic } = await open();
    slack.fault({ method: 'auth.test', times: 1, kind: 'hang' });
    const client = new WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      timeout: 50,
      retryConfig: { retries: 0 },
    });
    await expect(client.auth.test()).rejects.toThrow();
    expect(traffic.list()).toMatchObject([{ kind: 'auth.test', status: 0 }]);
  });
});

describe('a response_url', () => {
  it('serves five times, for half an hour of real time', async () => {
    let now = Date.parse('2026-11-21T10:00:00Z');
    const { slack } = await open({ realNow: () => now });
    const urls: string[] = [];
    const bot = await socketApp(slack, (app) => {
      app.command('/deploy', async ({ ack, command }) => {
        urls.push(command.response_url);
        await ack();
      });
    });
    closers.push(bot.stop);
    const say = (url: string | undefined, body: unknown = { text: 'a' }) =>
      fetch(url ?? '', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    await slack.command('dev', { channel: 'deployments', text: '/deploy' });
    const statuses: number[] = [];
    for (let use = 0; use < 6; use += 1) statuses.push((await say(urls[0])).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    await slack.command('dev', { channel: 'deployments', text: '/deploy' });
    const refused = await say(urls[1], { text: 'a', blocks: [{ type: 'marquee' }] });
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: 'invalid_blocks' }]);
    now += 30 * 60_000 + 1;
    expect(await (await say(urls[1])).json()).toEqual({ ok: false, error: 'expired_url' });
  });
});

describe('rate limits', () => {
  it('take a small burst for each channel, then a message a second', () => {
    let now = 0;
    const limits = new RateLimits(() => now);
    const post = (channel: string) => limits.take('chat.postMessage', 'post', channel);
    expect([1, 2, 3, 4, 5].map(() => post('C1'))).toEqual([0, 0, 0, 0, 1]);
    expect(post('C2')).toBe(0);
    now = 1_000;
    expect([post('C1'), post('C1')]).toEqual([0, 1]);
  });

  it('count each method by its tier', () => {
    let now = 0;
    const limits = new RateLimits(() => now);
    const update = () => limits.take('chat.update', 't3');
    expect(Array.from({ length: 50 }, update).every((wait) => wait === 0)).toBe(true);
    expect(update()).toBe(2);
    expect(limits.take('views.open', 't4')).toBe(0);
    now = 1_200;
    expect(update()).toBe(0);
  });

  it('reach the client as a 429 with Retry-After', async () => {
    const { post, slack } = await open({ rateLimits: true, realNow: () => 0 });
    for (let sent = 0; sent < 4; sent += 1) await post();
    await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
    expect(slack.messages('deployments')).toHaveLength(4);
  });
});
