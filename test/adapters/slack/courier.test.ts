import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../src/model/notice.ts';
import { deployment, job, now, person, run } from '../../builders.ts';
import { until } from '../../sandbox/slack/workspace.ts';
import { atSlack, eventually } from './at-slack.ts';

const text = (title: string): Notice => ({ kind: 'text', tone: 'info', title, lines: [] });
const card = (changes: Parameters<typeof deployment>[0] = {}): Notice => ({
  kind: 'deployment',
  deployment: deployment(changes),
  buttons: [],
  approvers: [],
  now,
});
const anchor = 'deploy:d-aaaaaaaaaa';
const show = { anchor, channel: 'deployments' };

describe('the courier', () => {
  test('posts a message once and edits it afterwards, by channel name', async () => {
    const { slack, chat, courier, calls } = await atSlack();
    courier.start();
    await chat.show({ ...show, notice: card() });
    await until(slack, () => slack.messages('deployments').length === 1);
    await chat.show({ ...show, notice: card({ state: 'succeeded', endedAt: now }) });
    await until(slack, () => /Succeeded/.test(slack.messages('deployments')[0]?.text ?? ''));
    expect(slack.messages('deployments')).toHaveLength(1);
    expect(calls('chat.postMessage')).toBe(1);
    await eventually('it has a link', async () => (await chat.permalink(anchor))?.includes('/archives/C') ?? false);
  });

  test('coalesces: many changes in a moment are few edits, and the last is what is read', async () => {
    const { slack, chat, courier, calls } = await atSlack();
    courier.start();
    await chat.show({ ...show, notice: card() });
    await until(slack, () => slack.messages('deployments').length === 1);
    for (let index = 0; index < 60; index++) {
      await chat.show({ ...show, notice: card({ state: 'running', run: run({ jobs: [job(`job ${index}`)] }) }) });
    }
    await chat.show({ ...show, notice: card({ state: 'failed', endedAt: now }) });
    await until(slack, () => /Failed/.test(slack.messages('deployments')[0]?.text ?? ''));
    expect(calls('chat.update')).toBeLessThan(8);
  });

  test.each(['lost-answer', 'hang'] as const)(
    'finds its own post after a %s instead of posting twice',
    async (kind) => {
      const { slack, chat, courier, calls } = await atSlack();
      slack.fault({ method: 'chat.postMessage', times: 1, kind });
      courier.start();
      await chat.show({ ...show, notice: card() });
      await eventually('it is settled', async () => (await chat.permalink(anchor)) !== null);
      expect(slack.messages('deployments')).toHaveLength(1);
      expect(calls('conversations.history')).toBeGreaterThan(0);
    },
  );

  test('believes no metadata but its own', async () => {
    const { slack, chat, courier } = await atSlack();
    await slack.say?.('dev', { channel: 'deployments', text: 'a forgery' });
    slack.fault({ method: 'chat.postMessage', times: 1, kind: 'http', status: 503 });
    courier.start();
    await chat.show({ ...show, notice: card() });
    await until(slack, () => slack.messages('deployments').some(({ text: said }) => said.startsWith('Deploy ')));
  });

  test('keeps the order of a thread, each reply once', async () => {
    const { slack, chat, courier } = await atSlack();
    courier.start();
    await chat.show({ ...show, notice: card() });
    for (const key of ['one', 'two', 'three']) await chat.reply({ anchor, key, notice: text(key) });
    slack.fault({ method: 'chat.postMessage', times: 1, kind: 'lost-answer' });
    await eventually('three replies', () => slack.messages('deployments').length === 4);
    const said = slack
      .messages('deployments')
      .filter(({ thread_ts: thread }) => thread)
      .map(({ text: words }) => words);
    expect(said.map((words) => words.trim())).toEqual(['one', 'two', 'three']);
  });

  test('waits as long as Slack asks, and says it then', async () => {
    const { slack, chat, courier, calls } = await atSlack();
    slack.fault({ method: 'chat.postMessage', times: 1, kind: 'ratelimited', retryAfter: 1 });
    const began = Date.now();
    courier.start();
    await chat.show({ ...show, notice: card() });
    await until(slack, () => slack.messages('deployments').length === 1);
    expect(Date.now() - began).toBeGreaterThanOrEqual(950);
    await eventually('both calls are counted', () => calls('chat.postMessage') === 2);
    expect(calls('conversations.history')).toBe(0);
  });

  test('says it in a simpler form when Slack refuses the blocks', async () => {
    const { slack, chat, courier } = await atSlack();
    slack.fault({ method: 'chat.postMessage', times: 1, kind: 'error', error: 'invalid_blocks' });
    courier.start();
    await chat.show({ ...show, notice: card({ state: 'running', run: run({ jobs: [job('build')] }) }) });
    await until(slack, () => slack.messages('deployments').length === 1);
    const [message] = slack.messages('deployments');
    expect(JSON.stringify(message?.blocks)).not.toContain('"plan"');
    expect(JSON.stringify(message?.blocks)).toContain('build');
  });

  test('gives up with the mend when the channel does not exist', async () => {
    const { chat, courier, log } = await atSlack();
    courier.start();
    await chat.show({ ...show, channel: 'nowhere', notice: card() });
    await eventually('it is given up', async () => (await chat.backlog()).undeliverable === 1);
    expect(JSON.stringify(log.lines)).toContain('There is no channel #nowhere');
  });

  test('posts anew when somebody deleted the message', async () => {
    const { slack, client, chat, courier } = await atSlack();
    courier.start();
    await chat.show({ ...show, notice: card() });
    await eventually('it is there', async () => (await chat.permalink(anchor)) !== null);
    const [first] = slack.messages('deployments');
    await client.chat.delete({ channel: slack.directory().channels[0]?.id ?? '', ts: first?.ts ?? '' });
    await chat.show({ ...show, notice: card({ state: 'succeeded', endedAt: now }) });
    await until(slack, () => /Succeeded/.test(slack.messages('deployments')[0]?.text ?? ''));
    expect(slack.messages('deployments')[0]?.ts).not.toBe(first?.ts);
  });
});

describe('a whisper', () => {
  const to = (changes = {}) => ({
    key: 'k1',
    person: person('dev').slackId,
    channel: 'deployments',
    responseUrl: null,
    notice: text('only for you'),
    ...changes,
  });

  test('is ephemeral in the channel without an address', async () => {
    const { slack, chat, courier, person: idOf } = await atSlack();
    courier.start();
    await chat.whisper(to({ person: idOf('dev') }));
    await until(slack, () => slack.messages('deployments', 'dev').length === 1);
    expect(slack.messages('deployments', 'dev')[0]?.ephemeral_to).toBeDefined();
    expect(slack.messages('deployments', 'lead')).toHaveLength(0);
  });

  test('falls back when the address is expired', async () => {
    const { slack, chat, courier, person: idOf } = await atSlack();
    courier.start();
    const responseUrl = new URL('/commands/T0/1/unknown', slack.apiUrl).href;
    await chat.whisper(to({ person: idOf('dev'), responseUrl }));
    await until(slack, () => slack.messages('deployments', 'dev').length === 1);
  });

  test('never calls an address that is not Slack’s', async () => {
    const { slack, chat, courier, person: idOf, log } = await atSlack();
    courier.start();
    await chat.whisper(to({ person: idOf('dev'), responseUrl: 'http://169.254.169.254/latest/meta-data' }));
    await until(slack, () => slack.messages('deployments', 'dev').length === 1);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('goes to the person directly from the Home tab', async () => {
    const { slack, chat, courier, person: idOf } = await atSlack();
    courier.start();
    await chat.whisper(to({ person: idOf('dev'), channel: idOf('dev') }));
    await until(slack, () => slack.messages('@dev', 'dev').length === 1);
  });

  test('that somebody’s deployment has begun links to its message', async () => {
    const { slack, chat, courier, person: idOf } = await atSlack();
    courier.start();
    await chat.whisper(
      to({ person: idOf('dev'), channel: 'operations', notice: { kind: 'started', deployment: deployment(), anchor } }),
    );
    await chat.show({ ...show, notice: card() });
    await until(slack, () => slack.messages('operations', 'dev').length === 1);
    expect(JSON.stringify(slack.messages('operations', 'dev')[0]?.blocks)).toContain('slack.com/archives/C');
  });
});
