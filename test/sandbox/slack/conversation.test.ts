import type { App } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { httpApp, openSlack, socketApp, until } from './workspace.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function conversation(mode: 'socket' | 'http', register: (app: App) => void) {
  const world = await openSlack({ ackTimeoutMs: 1_000 });
  closers.push(() => world.slack.close());
  const bot = await (mode === 'socket' ? socketApp : httpApp)(world.slack, register);
  closers.push(bot.stop);
  return world;
}

describe.each(['socket', 'http'] as const)('a conversation with a Bolt app over %s', (mode) => {
  it('brings a command, its acknowledgement and its response_url', async () => {
    const seen: unknown[] = [];
    const { slack, channel, person } = await conversation(mode, (app) => {
      app.command('/deploy', async ({ ack, command, respond }) => {
        seen.push(command);
        await ack();
        await respond({ text: 'for you' });
        await respond({ text: 'for all', response_type: 'in_channel' });
      });
    });
    expect(await slack.command('dev', { channel: 'deployments', text: '/deploy staging v1' })).toEqual({ acked: true });
    await until(slack, () => slack.messages('deployments', 'dev').length === 2);
    expect(slack.messages('deployments', 'dev')).toMatchObject([
      { text: 'for you', ephemeral_to: 'dev', author: 'Quarterdeck' },
      { text: 'for all' },
    ]);
    expect(slack.messages('deployments', 'lead').map((message) => message.text)).toEqual(['for all']);
    expect(seen).toMatchObject([
      {
        command: '/deploy',
        text: 'staging v1',
        channel_id: channel('deployments'),
        channel_name: 'deployments',
        user_id: person('dev'),
        user_name: 'dev',
      },
    ]);
  });

  it('shows what the acknowledgement of a command says', async () => {
    const { slack } = await conversation(mode, (app) => {
      app.command('/deploy', ({ ack }) => ack('right away'));
    });
    await slack.command('dev', { channel: 'deployments', text: '/deploy' });
    expect(slack.messages('deployments', 'dev')).toMatchObject([{ text: 'right away', ephemeral_to: 'dev' }]);
  });

  it('fails a command that nobody acknowledges', async () => {
    const { slack } = await conversation(mode, (app) => {
      app.command('/deploy', async () => {});
    });
    const outcome = await slack.command('dev', { channel: 'deployments', text: '/deploy' });
    expect(outcome).toEqual({ acked: false, error: 'dispatch_failed' });
  });

  it('delivers a press of a button and lets the app replace the message', async () => {
    const seen: unknown[] = [];
    const { slack, client, channel } = await conversation(mode, (app) => {
      app.action('approve', async ({ ack, body, respond }) => {
        seen.push(body);
        await ack();
        await respond({ text: 'approved', replace_original: true });
      });
    });
    const text = { type: 'plain_text' as const, text: ':white_check_mark: Approve' };
    const blocks = [
      { type: 'actions' as const, elements: [{ type: 'button' as const, action_id: 'approve', value: 'd1', text }] },
    ];
    const { ts = '' } = await client.chat.postMessage({ channel: channel('deployments'), text: 'card', blocks });
    const place = { channel: 'deployments', ts };
    expect(await slack.press('lead', place, { button: 'Approve' })).toEqual({ acked: true });
    await until(slack, () => slack.messages('deployments')[0]?.edited === true);
    expect(slack.messages('deployments')).toMatchObject([{ ts, text: 'approved', blocks: [] }]);
    expect(await slack.press('lead', place, { button: 'Approve' })).toMatchObject({ acked: false, status: 404 });
    expect(seen).toMatchObject([
      {
        type: 'block_actions',
        user: { username: 'lead' },
        container: { type: 'message', message_ts: ts, channel_id: channel('deployments'), is_ephemeral: false },
        message: { ts, text: 'card' },
        actions: [{ action_id: 'approve', value: 'd1', type: 'button' }],
      },
    ]);
  });

  it('delivers the last thing again as a retry', async () => {
    const seen: { trigger: string; retry: number | undefined }[] = [];
    const { slack } = await conversation(mode, (app) => {
      app.command('/deploy', async ({ ack, command, context }) => {
        seen.push({ trigger: command.trigger_id, retry: context.retryNum });
        await ack();
      });
    });
    await slack.command('dev', { channel: 'deployments', text: '/deploy' });
    expect(await slack.redeliverLast()).toEqual({ acked: true });
    expect(seen[0]?.retry).toBeUndefined();
    expect(seen[1]).toEqual({ trigger: seen[0]?.trigger, retry: 1 });
  });

  it('asks the app for its Home tab', async () => {
    const { slack } = await conversation(mode, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        const block = { type: 'section' as const, text: { type: 'mrkdwn' as const, text: `Hello <@${event.user}>` } };
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [block] } });
      });
    });
    expect(await slack.home('dev')).toMatchObject({ type: 'home', blocks: [{ type: 'section' }] });
  });

  it('tells the app who left a user group', async () => {
    const seen: unknown[] = [];
    const heard = Promise.withResolvers<void>();
    const { slack, person } = await conversation(mode, (app) => {
      app.event('subteam_members_changed', async ({ event }) => {
        seen.push(event);
        heard.resolve();
      });
    });
    slack.setGroupMembers('release-managers', ['lead']);
    await heard.promise;
    expect(seen).toMatchObject([{ removed_users: [person('lead2')], added_users: [] }]);
  });
});
