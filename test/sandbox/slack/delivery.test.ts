import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readBody } from '../../../sandbox/slack/api/request.ts';
import type { SlackOptions } from '../../../sandbox/slack/slack.ts';
import { openSlack, socketApp, until } from './workspace.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(options: Partial<SlackOptions> = {}) {
  const world = await openSlack({ ackTimeoutMs: 500, ...options });
  closers.push(() => world.slack.close());
  return world;
}

const command = { channel: 'deployments', text: '/deploy staging' };
const failed = { acked: false, error: 'dispatch_failed' };

/** A plain Socket Mode connection that answers with `answer`, or not at all. */
async function connect(world: Awaited<ReturnType<typeof open>>, answer: (envelope: { payload: unknown }) => unknown) {
  const { url = '' } = await world.client.apps.connections.open({ token: world.slack.appToken });
  const socket = new WebSocket(url);
  const hello = Promise.withResolvers<unknown>();
  socket.on('message', (data) => {
    const envelope = JSON.parse(String(data));
    if (envelope.type === 'hello') return hello.resolve(envelope);
    const payload = answer(envelope);
    if (payload !== undefined) socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload }));
  });
  closers.push(() => socket.terminate());
  await hello.promise;
  return socket;
}

it('fails at once when nobody is connected', async () => {
  const { slack } = await open();
  expect(slack.connected).toBe(false);
  expect(await slack.command('dev', command)).toEqual(failed);
});

it('fails at once when the connection dies before the acknowledgement', async () => {
  const world = await open({ ackTimeoutMs: 60_000 });
  const socket = await connect(world, () => {
    socket.terminate();
    return undefined;
  });
  expect(await world.slack.command('dev', command)).toEqual(failed);
});

it('takes its connections in turn', async () => {
  const world = await open();
  const seen: string[] = [];
  for (const name of ['a', 'b']) {
    await connect(world, () => {
      seen.push(name);
      return {};
    });
  }
  for (let turn = 0; turn < 4; turn += 1) await world.slack.command('dev', command);
  expect(seen).toEqual(['a', 'b', 'a', 'b']);
});

it('lets go of a connection that answers no more, and gives the others what comes', async () => {
  const world = await open({ pingEveryMs: 40 });
  const seen: string[] = [];
  const frozen = await connect(world, () => undefined);
  await connect(world, () => {
    seen.push('other');
    return {};
  });
  const closed = new Promise((resolve) => frozen.once('close', resolve));
  // As a process that was stopped: what comes stays unread, pings too.
  frozen.pause();
  await until(world.slack, () => world.slack.connections === 1);
  for (let turn = 0; turn < 2; turn += 1)
    expect(await world.slack.command('dev', command)).toMatchObject({ acked: true });
  expect(seen).toEqual(['other', 'other']);
  frozen.resume();
  await closed;
});

it('admits a ticket once', async () => {
  const { client, slack } = await open();
  const { url = '' } = await client.apps.connections.open({ token: slack.appToken });
  const first = new WebSocket(url);
  closers.push(() => first.terminate());
  await new Promise((resolve) => first.once('open', resolve));
  const second = new WebSocket(url);
  const error = await new Promise<Error>((resolve) => second.once('error', resolve));
  expect(error.message).toContain('403');
});

it('lets a Bolt app come back when it is asked to', async () => {
  const { slack, traffic } = await open();
  const bot = await socketApp(slack, (app) => {
    app.command('/deploy', ({ ack }) => ack());
  });
  closers.push(bot.stop);
  slack.refreshConnections();
  const opened = () => traffic.counts()['slack apps.connections.open'];
  await until(slack, () => !slack.connected);
  await until(slack, () => slack.connected, 10_000);
  expect(opened()).toBe(2);
  expect(await slack.command('dev', command)).toEqual({ acked: true });
});

it('knows the commands of the manifest only, and escapes where it says so', async () => {
  const world = await open();
  const seen: unknown[] = [];
  await connect(world, ({ payload }) => {
    seen.push(payload);
    return {};
  });
  const { slack, channel, person } = world;
  expect(await slack.command('dev', { ...command, text: '/destroy all' })).toEqual({
    acked: false,
    error: '/destroy is not a valid command.',
  });
  expect(await slack.command('dev', { ...command, channel: 'nowhere' })).toMatchObject({ status: 404 });
  expect(await slack.command('ghost', command)).toMatchObject({ status: 404 });
  await slack.command('dev', { channel: 'deployments', text: '/mention @lead in #security <b>' });
  await slack.command('dev', { channel: 'deployments', text: '/deploy staging @lead -- two\nlines' });
  const mention = `<@${person('lead')}|lead> in <#${channel('security')}|security> &lt;b&gt;`;
  expect(seen).toMatchObject([{ text: mention }, { text: 'staging @lead -- two\nlines' }]);
});

it('signs what it posts, with the exact content type', async () => {
  const { slack } = await open();
  const seen: { headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer(async (request, response) => {
    seen.push({ headers: request.headers, body: String(await readBody(request)) });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  slack.deliverTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  expect(await slack.command('dev', command)).toEqual({ acked: true });
  const { headers = {}, body = '' } = seen[0] ?? {};
  const timestamp = headers['x-slack-request-timestamp'];
  const expected = createHmac('sha256', slack.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  expect(headers).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-signature': `v0=${expected}`,
  });
});

it('repeats an event that was not acknowledged, with its number', async () => {
  const world = await open({ ackTimeoutMs: 100, botOutside: ['security'] });
  const seen: unknown[] = [];
  const twice = Promise.withResolvers<void>();
  await connect(world, (envelope) => {
    seen.push(envelope);
    if (seen.length < 2) return undefined;
    twice.resolve();
    return {};
  });
  const at = { channel: world.channel('security') };
  await expect(world.client.conversations.history(at)).rejects.toThrow('not_in_channel');
  await expect(world.client.chat.postMessage({ ...at, text: 'a' })).rejects.toThrow('not_in_channel');
  await world.client.conversations.join(at);
  await twice.promise;
  const event = { type: 'member_joined_channel', channel: at.channel };
  expect(seen).toMatchObject([
    { type: 'events_api', retry_attempt: 0, payload: { event } },
    { type: 'events_api', retry_attempt: 1, retry_reason: 'timeout', payload: { event } },
  ]);
});
