import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { afterEach, describe, expect, it } from 'vitest';
import { openSlack, socketApp } from './workspace.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (name: string) => ({ text: plain(name), value: name.toLowerCase() });

const form: ModalView = {
  type: 'modal',
  callback_id: 'deploy',
  title: plain('Deploy'),
  submit: plain('Go'),
  private_metadata: 'secret',
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'env',
      label: plain('Environment'),
      dispatch_action: true,
      element: { type: 'static_select', action_id: 'env', options: [option('Staging'), option('Production')] },
    },
    {
      type: 'input',
      block_id: 'ref',
      label: plain('Ref'),
      element: { type: 'external_select', action_id: 'ref', min_query_length: 0 },
    },
    {
      type: 'input',
      block_id: 'why',
      label: plain('Reason'),
      element: { type: 'plain_text_input', action_id: 'why', max_length: 10 },
    },
    {
      type: 'input',
      block_id: 'who',
      optional: true,
      label: plain('Tell'),
      element: { type: 'multi_users_select', action_id: 'who' },
    },
    {
      type: 'input',
      block_id: 'when',
      optional: true,
      label: plain('Date'),
      element: { type: 'datepicker', action_id: 'when' },
    },
    {
      type: 'input',
      block_id: 'flags',
      optional: true,
      label: plain('Flags'),
      element: { type: 'checkboxes', action_id: 'flags', options: [option('Fast'), option('Quiet')] },
    },
  ],
};

async function openForm(register: (app: App) => void) {
  const world = await openSlack({ ackTimeoutMs: 1_000 });
  closers.push(() => world.slack.close());
  const bot = await socketApp(world.slack, (app) => {
    app.command('/deploy', async ({ ack, command, client }) => {
      await client.views.open({ trigger_id: command.trigger_id, view: form });
      await ack();
    });
    app.options('ref', async ({ ack, options }) => {
      const all = ['main', 'develop', 'v1.0.0'].filter((name) => name.includes(options.value));
      await ack({ options: all.map(option) });
    });
    app.action('env', ({ ack }) => ack());
    register(app);
  });
  closers.push(bot.stop);
  const outcome = await world.slack.command('dev', { channel: 'deployments', text: '/deploy' });
  return { ...world, outcome, view: String(outcome.view?.id) };
}

const good = { Environment: 'Staging', Ref: 'main', Reason: 'because' };

describe('a form', () => {
  it('is open in the outcome when it was opened before the acknowledgement', async () => {
    const { slack, outcome } = await openForm(() => {});
    expect(outcome).toMatchObject({ acked: true, view: { type: 'modal', callback_id: 'deploy' } });
    expect(slack.openView('dev')).toEqual(outcome.view);
    expect(slack.openView('lead')).toBeNull();
  });

  it('submits what was chosen as state.values and closes', async () => {
    const seen: unknown[] = [];
    const { slack, view, person } = await openForm((app) => {
      app.view('deploy', async ({ ack, body }) => {
        seen.push(body.view.state.values, body.view.private_metadata);
        await ack();
      });
    });
    const values = { ...good, Tell: ['lead', '@sre'], Date: '2026-03-04', Flags: ['Quiet'] };
    expect(await slack.submit('dev', { view, values })).toEqual({ acked: true });
    expect(seen).toMatchObject([
      {
        env: { env: { type: 'static_select', selected_option: { value: 'staging' } } },
        ref: { ref: { type: 'external_select', selected_option: { value: 'main' } } },
        why: { why: { type: 'plain_text_input', value: 'because' } },
        who: { who: { type: 'multi_users_select', selected_users: [person('lead'), person('sre')] } },
        when: { when: { type: 'datepicker', selected_date: '2026-03-04' } },
        flags: { flags: { type: 'checkboxes', selected_options: [{ value: 'quiet' }] } },
      },
      'secret',
    ]);
    expect(slack.openView('dev')).toBeNull();
  });

  it('refuses by itself what the client would not send', async () => {
    const { slack, view, traffic } = await openForm(() => {});
    const missing = await slack.submit('dev', { view, values: { Environment: 'Staging' } });
    expect(missing).toMatchObject({ acked: false, errors: { Ref: expect.any(String), Reason: expect.any(String) } });
    const long = await slack.submit('dev', { view, values: { ...good, Reason: 'far too long a reason' } });
    expect(long).toMatchObject({ acked: false, errors: { Reason: expect.stringContaining('10') } });
    const unknown = await slack.submit('dev', { view, values: { ...good, Environment: 'Mars' } });
    expect(unknown).toMatchObject({ acked: false, errors: { Environment: expect.stringContaining('Staging') } });
    expect(traffic.counts()).not.toHaveProperty('slack view_submission');
  });

  it('shows the errors of the app by label and stays open', async () => {
    const { slack, view } = await openForm((app) => {
      app.view('deploy', ({ ack }) => ack({ response_action: 'errors', errors: { ref: 'no such ref' } }));
    });
    const outcome = await slack.submit('dev', { view, values: good });
    expect(outcome).toMatchObject({ acked: true, errors: { Ref: 'no such ref' }, view: { id: view } });
  });

  it('is replaced, covered and cleared as the app says', async () => {
    const answers = ['update', 'push', 'clear'] as const;
    let turn = 0;
    const { slack, view } = await openForm((app) => {
      app.view(/./, async ({ ack }) => {
        const action = answers[turn++] ?? 'clear';
        if (action === 'clear') await ack({ response_action: 'clear' });
        else await ack({ response_action: action, view: { ...form, callback_id: action } });
      });
    });
    const updated = await slack.submit('dev', { view, values: good });
    expect(updated.view).toMatchObject({ id: view, callback_id: 'update' });
    const pushed = await slack.submit('dev', { view, values: {} });
    expect(pushed.view).toMatchObject({ callback_id: 'push', previous_view_id: view, root_view_id: view });
    const cleared = await slack.submit('dev', { view: String(pushed.view?.id), values: good });
    expect(cleared).toEqual({ acked: true });
  });

  it('offers the options of the app and its own', async () => {
    const { slack, view } = await openForm(() => {});
    expect(await slack.options('dev', { view, label: 'Ref', query: 've' })).toEqual(['develop']);
    expect(await slack.options('dev', { view, label: 'Environment', query: '' })).toEqual(['Staging', 'Production']);
    expect(await slack.options('dev', { view, label: 'Nothing', query: '' })).toMatchObject({ status: 404 });
  });

  it('asks the app as late as Slack does, and takes only options that Slack takes', async () => {
    const { slack, client, view } = await openForm((app) => {
      app.options('late', ({ ack }) => ack({ options: [option('x'.repeat(76))] }));
    });
    const element = { type: 'external_select' as const, action_id: 'late' };
    const block = { type: 'input' as const, block_id: 'late', label: plain('Late'), element };
    await client.views.update({ view_id: view, view: { ...form, blocks: [block] } });
    const offered = (query: string) => slack.options('dev', { view, label: 'Late', query });
    expect(await offered('ab')).toMatchObject({ error: expect.stringContaining('3 characters') });
    expect(await offered('abc')).toMatchObject({ error: expect.stringContaining('does not take') });
    const chosen = await slack.submit('dev', { view, values: { Late: 'ab' } });
    expect(chosen).toMatchObject({ acked: false, errors: { Late: expect.stringContaining('3 characters') } });
  });

  it('fills an input that the app adds when another one is used', async () => {
    const seen: unknown[] = [];
    const { slack, view } = await openForm((app) => {
      app.action('env', async ({ ack, body, client }) => {
        await ack();
        const added = {
          type: 'input' as const,
          block_id: 'size',
          label: plain('Size'),
          element: { type: 'number_input' as const, action_id: 'size', is_decimal_allowed: false },
        };
        if ('view' in body && body.view) {
          await client.views.update({
            view_id: body.view.id,
            hash: body.view.hash,
            view: { ...form, blocks: [...form.blocks, added] },
          });
        }
      });
      app.view('deploy', async ({ ack, payload }) => {
        seen.push(payload.state.values);
        await ack();
      });
    });
    expect(await slack.submit('dev', { view, values: { ...good, Size: 3 } })).toEqual({ acked: true });
    expect(seen).toMatchObject([
      { size: { size: { value: '3' } }, env: { env: { selected_option: { value: 'staging' } } } },
    ]);
  });

  it('tells the app when it is closed, if the form asked for that', async () => {
    const seen: unknown[] = [];
    const { slack, view } = await openForm((app) => {
      app.view({ type: 'view_closed', callback_id: 'deploy' }, async ({ ack, body }) => {
        seen.push(body.type, 'is_cleared' in body && body.is_cleared);
        await ack();
      });
    });
    expect(await slack.closeView('dev', view)).toEqual({ acked: true });
    expect(seen).toEqual(['view_closed', false]);
    expect(await slack.submit('dev', { view, values: good })).toMatchObject({ acked: false, status: 404 });
  });
});
