import type { App } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { afterEach, expect, it } from 'vitest';
import { visibleLabel } from '../../../sandbox/slack/people/visible-label.ts';
import { openSlack, socketApp } from './workspace.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (name: string) => ({ text: plain(name), value: name.toLowerCase() });
const button = (action_id: string, text: string) => ({ type: 'button' as const, action_id, text: plain(text) });

async function card(blocks: KnownBlock[], register: (app: App) => void = () => {}) {
  const world = await openSlack({ ackTimeoutMs: 1_000 });
  closers.push(() => world.slack.close());
  const seen: Record<string, unknown>[] = [];
  const bot = await socketApp(world.slack, (app) => {
    app.action(/./, async ({ ack, body }) => {
      if (body.type === 'block_actions') seen.push({ ...body });
      await ack();
    });
    register(app);
  });
  closers.push(bot.stop);
  const posted = await world.client.chat.postMessage({ channel: world.channel('deployments'), text: 'card', blocks });
  return { ...world, seen, place: { channel: 'deployments', ts: posted.ts ?? '' } };
}

it.each([
  [':rocket: Deploy', 'deploy'],
  ['🚀  Deploy now ✅', 'deploy now'],
  ['👍🏽 Yes', 'yes'],
  ['At 10:30:45', 'at 10:30:45'],
  ['v1.2 (7)', 'v1.2 (7)'],
])('reads %s as %s', (text, label) => {
  expect(visibleLabel(text)).toBe(label);
});

it('asks which one when two buttons have one label', async () => {
  const { slack, place, seen } = await card([
    { type: 'actions', block_id: 'one', elements: [button('a', 'Cancel')] },
    { type: 'actions', block_id: 'two', elements: [button('b', 'Cancel')] },
  ]);
  expect(await slack.press('dev', place, { button: 'Cancel' })).toMatchObject({ acked: false, status: 409 });
  expect(await slack.press('dev', place, { button: 'Cancel', block: 'two' })).toEqual({ acked: true });
  expect(seen).toMatchObject([{ actions: [{ action_id: 'b', block_id: 'two' }] }]);
});

it('opens the address of a button and still tells the app', async () => {
  const { slack, place, seen } = await card([
    { type: 'actions', elements: [{ ...button('view', 'View run'), url: 'https://github.test/1' }] },
  ]);
  expect(await slack.press('dev', place, { button: 'View run' })).toEqual({ acked: true });
  expect(slack.openedUrls).toEqual([{ handle: 'dev', url: 'https://github.test/1' }]);
  expect(seen).toHaveLength(1);
});

it('uses menus, selects and pickers of a message and keeps what was chosen', async () => {
  const options = [option('Staging'), option('Production')];
  const text = { type: 'mrkdwn' as const, text: 'Where to' };
  const { slack, place, seen, person } = await card([
    { type: 'section', block_id: 's', text, accessory: { type: 'static_select', action_id: 'env', options } },
    {
      type: 'actions',
      block_id: 'a',
      elements: [
        { type: 'users_select', action_id: 'who', placeholder: plain('Whom') },
        { type: 'overflow', action_id: 'more', options: [option('Details'), option('Help')] },
        { type: 'datepicker', action_id: 'day' },
        { type: 'radio_buttons', action_id: 'size', options: [option('Small'), option('Large')] },
      ],
    },
  ]);
  for (const [control, value] of [
    ['Where to', 'Production'],
    ['Whom', 'sre'],
    ['more', 'Help'],
    ['day', '2026-03-04'],
    ['size', 'Large'],
  ]) {
    expect(await slack.press('dev', place, { control: control ?? '', value })).toEqual({ acked: true });
  }
  expect(seen.map((body) => body.actions)).toMatchObject([
    [{ type: 'static_select', selected_option: { value: 'production' } }],
    [{ type: 'users_select', selected_user: person('sre') }],
    [{ type: 'overflow', selected_option: { value: 'help' } }],
    [{ type: 'datepicker', selected_date: '2026-03-04' }],
    [{ type: 'radio_buttons', selected_option: { value: 'large' } }],
  ]);
  expect(seen.at(-1)?.state).toMatchObject({
    values: { s: { env: { selected_option: { value: 'production' } } }, a: { who: { selected_user: person('sre') } } },
  });
  const wrong = await slack.press('dev', place, { control: 'Where to', value: 'Mars' });
  expect(wrong).toMatchObject({ acked: false, errors: { 'Where to': expect.stringContaining('Staging, Production') } });
});

it('shows the buttons of an ephemeral message to one person alone', async () => {
  const { slack, client, channel, person, seen } = await card([]);
  const blocks = [{ type: 'actions' as const, elements: [button('a', 'Undo')] }];
  const at = { channel: channel('security'), user: person('dev'), text: 'only you', blocks };
  const { message_ts: ts = '' } = await client.chat.postEphemeral(at);
  const place = { channel: 'security', ts };
  expect(await slack.press('lead', place, { button: 'Undo' })).toMatchObject({ acked: false, status: 404 });
  expect(await slack.press('dev', place, { button: 'Undo' })).toEqual({ acked: true });
  expect(seen).toMatchObject([{ container: { is_ephemeral: true, message_ts: ts } }]);
  expect(seen[0]).not.toHaveProperty('message');
});

it('reaches the Home tab', async () => {
  const { slack, client, person, seen } = await card([]);
  const blocks = [{ type: 'actions' as const, elements: [button('refresh', 'Refresh')] }];
  await client.views.publish({ user_id: person('dev'), view: { type: 'home', blocks } });
  expect(await slack.press('dev', { home: true }, { button: 'Refresh' })).toEqual({ acked: true });
  expect(seen).toMatchObject([{ container: { type: 'view' }, view: { type: 'home' } }]);
});
