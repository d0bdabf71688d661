import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest, openSlack, socketApp } from './workspace.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const view: ModalView = { type: 'modal', title: plain('A form'), blocks: [] };
const home = { type: 'home' as const, blocks: [] };

describe('views', () => {
  let now = Date.parse('2026-11-21T10:00:00Z');
  let world: Awaited<ReturnType<typeof openSlack>>;
  let stop: () => unknown;
  let triggers: string[];

  beforeEach(async () => {
    triggers = [];
    world = await openSlack({ realNow: () => now });
    const bot = await socketApp(world.slack, (app) => {
      app.command('/deploy', async ({ ack, command }) => {
        triggers.push(command.trigger_id);
        await ack();
      });
    });
    stop = bot.stop;
  });
  afterEach(async () => {
    await stop();
    await world.slack.close();
  });

  async function newTrigger(): Promise<string> {
    await world.slack.command('dev', { channel: 'deployments', text: '/deploy' });
    return triggers.at(-1) ?? '';
  }
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => 'none',
      (error: { data?: { error?: string } }) => error.data?.error,
    );

  it('take a trigger once', async () => {
    const trigger_id = await newTrigger();
    await world.client.views.open({ trigger_id, view });
    expect(await refusal(world.client.views.open({ trigger_id, view }))).toBe('exchanged_trigger_id');
  });

  it('take a trigger within three seconds of real time', async () => {
    const inTime = await newTrigger();
    now += 3_000;
    expect(await refusal(world.client.views.open({ trigger_id: inTime, view }))).toBe('none');
    const late = await newTrigger();
    now += 3_001;
    expect(await refusal(world.client.views.open({ trigger_id: late, view }))).toBe('expired_trigger_id');
    expect(await refusal(world.client.views.open({ trigger_id: 'made.up', view }))).toBe('invalid_trigger_id');
  });

  it('stand three deep at most', async () => {
    await world.client.views.open({ trigger_id: await newTrigger(), view });
    await world.client.views.push({ trigger_id: await newTrigger(), view });
    await world.client.views.push({ trigger_id: await newTrigger(), view });
    expect(await refusal(world.client.views.push({ trigger_id: await newTrigger(), view }))).toBe('push_limit_reached');
  });

  it('change only under the hash that the app knows', async () => {
    const opened = await world.client.views.open({ trigger_id: await newTrigger(), view });
    const view_id = opened.view?.id ?? '';
    const hash = opened.view?.hash ?? '';
    expect(await refusal(world.client.views.update({ view_id, hash, view }))).toBe('none');
    expect(await refusal(world.client.views.update({ view_id, hash, view }))).toBe('hash_conflict');
    expect(await refusal(world.client.views.update({ view_id: 'V0', view }))).toBe('not_found');
    const user_id = world.person('dev');
    const first = await world.client.views.publish({ user_id, view: home });
    await world.client.views.publish({ user_id, view: home, hash: first.view?.hash ?? '' });
    const stale = world.client.views.publish({ user_id, view: home, hash: first.view?.hash ?? '' });
    expect(await refusal(stale)).toBe('hash_conflict');
  });

  it('have the limits of forms', async () => {
    const input = {
      type: 'input' as const,
      label: plain('Text'),
      element: { type: 'plain_text_input' as const, action_id: 'a' },
    };
    const divider = { type: 'divider' as const };
    const bad: ModalView[] = [
      { ...view, title: plain('x'.repeat(25)) },
      { ...view, private_metadata: 'x'.repeat(3001) },
      { ...view, blocks: [input] },
      { ...view, blocks: Array.from({ length: 101 }, () => divider) },
      { ...view, blocks: [{ type: 'plan', title: 'Only in messages' }] },
      { ...view, submit: plain('x'.repeat(25)) },
    ];
    for (const one of bad) {
      expect(await refusal(world.client.views.open({ trigger_id: await newTrigger(), view: one }))).toBe(
        'invalid_arguments',
      );
    }
    const largest = { ...view, blocks: Array.from({ length: 100 }, () => divider) };
    expect(await refusal(world.client.views.open({ trigger_id: await newTrigger(), view: largest }))).toBe('none');
  });

  it('are no Home tab where the manifest has none', async () => {
    const without = manifest();
    Object.assign(without, { features: { slash_commands: [] } });
    const other = await openSlack({ manifest: without });
    const user_id = other.person('dev');
    expect(await refusal(other.client.views.publish({ user_id, view: home }))).toBe('not_enabled');
    await other.slack.close();
  });
});
