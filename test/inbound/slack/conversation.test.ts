import { describe, expect, test } from 'vitest';
import { day } from '../../../src/model/time.ts';
import { eventually } from '../../adapters/slack/at-slack.ts';
import { deployment, now } from '../../builders.ts';
import { until } from '../../sandbox/slack/workspace.ts';
import { say, startBot } from './bot.ts';

const channel = 'deployments';

function viewId(view: Record<string, unknown> | undefined | null): string {
  return String(view?.id);
}

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('a command is acknowledged, handled once and answered to its sender alone', async () => {
    const { slack, script } = await startBot({ mode });
    expect(await slack.command('dev', { channel, text: '/deploy staging — “now”' })).toMatchObject({ acked: true });
    await until(slack, () => slack.messages(channel, 'dev').length === 1);
    expect(slack.messages(channel, 'dev')[0]?.text).toContain('You said staging -- "now"');
    expect(slack.messages(channel, 'lead')).toEqual([]);
    await slack.redeliverLast();
    await slack.command('dev', { channel, text: '/deploys' });
    await until(slack, () => slack.messages(channel, 'dev').length === 2);
    expect(script.done).toHaveLength(1);
  });

  test('a form opens before the acknowledgement, judges its fields and is taken once', async () => {
    const { slack, script } = await startBot({ mode });
    const { view } = await slack.command('dev', { channel, text: '/deploy' });
    const id = viewId(view);
    expect(await slack.options('dev', { view: id, label: 'Ref of api', query: 'dev' })).toEqual(['api ref dev']);
    const refused = await slack.submit('dev', { view: id, values: { Service: 'api', Reason: 'bad' } });
    expect(refused.errors).toEqual({ Reason: 'That is no reason.' });
    const taken = await slack.submit('dev', { view: id, values: { Reason: 'good' } });
    expect(taken).toMatchObject({ acked: true });
    expect(slack.openView('dev')).toBeNull();
    await until(slack, () => slack.messages(channel, 'dev').some(({ text }) => text.includes('Taken')));
    await slack.redeliverLast();
    await slack.command('dev', { channel, text: '/deploys' });
    await until(slack, () => slack.messages(channel, 'dev').some(({ text }) => text.includes('Nothing runs')));
    expect(script.done.filter((line) => line.startsWith('submitted'))).toEqual([
      'submitted api by Dana Whitfield: {"service":"api","ref":null,"reason":"good"}',
    ]);
  });

  test('that a group or an account has changed is passed on', async () => {
    const { slack, news, person } = await startBot({ mode });
    const heard: string[] = [];
    news.hear((what) => heard.push(what));
    slack.setGroupMembers('release-managers', ['lead2']);
    slack.setPerson('lead', { kind: 'guest' });
    await eventually('it has heard of both', () => heard.includes('groups') && heard.includes(person('lead')));
  });

  test('a button is looked up by its id and pressed with the presser’s rights', async () => {
    const { slack, chat, buttons, script } = await startBot({ mode });
    const id = await buttons.offer({ kind: 'cancel', deploymentId: 'd-aaaaaaaaaa' });
    await chat.show({
      anchor: 'deploy:d-aaaaaaaaaa',
      channel,
      notice: {
        kind: 'deployment',
        deployment: deployment(),
        buttons: [{ id, kind: 'cancel', label: 'Cancel', style: 'plain', confirm: null }],
        approvers: [],
        now,
      },
    });
    await until(slack, () => slack.messages(channel).length === 1);
    const ts = slack.messages(channel)[0]?.ts ?? '';
    expect(await slack.press('lead', { channel, ts }, { button: 'Cancel' })).toMatchObject({ acked: true });
    await slack.press('lead', { channel, ts }, { button: 'Cancel' });
    await slack.press('dev2', { channel, ts }, { button: 'Cancel' });
    await eventually('two people have cancelled', () => script.done.length === 2);
    expect([...script.done].sort()).toEqual(['cancel by Devin Okafor', 'cancel by Lena Brandt']);
  });
});

describe('forms', () => {
  test('are made anew when a field changes, and keep what the next person chooses', async () => {
    const { slack } = await startBot();
    const { view } = await slack.command('dev', { channel, text: '/deploy' });
    const after = await slack.press('dev', { view: viewId(view) }, { control: 'Service', value: 'worker' });
    expect(JSON.stringify(after.view)).toContain('Ref of worker');
    expect(JSON.stringify(after.view)).not.toContain('Ref of api');
  });

  test('open from a button, too', async () => {
    const { slack, chat, buttons } = await startBot();
    const id = await buttons.offer({ kind: 'reject', deploymentId: 'd-aaaaaaaaaa', round: 1 });
    const reject = { id, kind: 'reject' as const, label: 'Reject', style: 'danger' as const, confirm: null };
    const notice = { kind: 'deployment' as const, deployment: deployment(), buttons: [reject], approvers: [], now };
    await chat.show({ anchor: 'deploy:d-aaaaaaaaaa', channel, notice });
    await until(slack, () => slack.messages(channel).length === 1);
    const pressed = await slack.press(
      'lead',
      { channel, ts: slack.messages(channel)[0]?.ts ?? '' },
      { button: 'Reject' },
    );
    expect(JSON.stringify(pressed.view)).toContain('Ref of worker');
  });

  test('that take long to make are announced at once and shown afterwards', async () => {
    const { slack, script } = await startBot();
    const gate = Promise.withResolvers<void>();
    script.build = () => gate.promise;
    const { acked, view } = await slack.command('dev', { channel, text: '/deploy' });
    expect(acked).toBe(true);
    expect(JSON.stringify(view)).toContain('The form is being made.');
    gate.resolve();
    await until(slack, () => JSON.stringify(slack.openView('dev')).includes('Ref of api'));
  });

  test('left open for a day say so, and nothing is done', async () => {
    const { slack, clock, script } = await startBot();
    const { view } = await slack.command('dev', { channel, text: '/deploy' });
    clock.advance(day + 1);
    const outcome = await slack.submit('dev', { view: viewId(view), values: { Reason: 'late' } });
    expect(JSON.stringify(outcome.view)).toContain('more than a day');
    expect(script.done.filter((line) => line.startsWith('submitted'))).toEqual([]);
  });

  test('are not taken with characters that cannot be seen; lines and emoji are fine', async () => {
    const { slack, script } = await startBot();
    const { view } = await slack.command('dev', { channel, text: '/deploy' });
    const submit = (Reason: string) => slack.submit('dev', { view: viewId(view), values: { Reason } });
    const { errors } = await submit('safe \u202egpj.exe');
    expect(errors?.Reason).toMatch(/a character that cannot be seen \(U\+202E\)/);
    expect(script.done.filter((line) => line.startsWith('submitted'))).toEqual([]);
    expect((await submit('two\nlines by \u{1f469}\u200d\u{1f4bb}')).errors).toBeUndefined();
    await until(slack, () => script.done.some((line) => line.startsWith('submitted')));
  });

  test('that cannot be made are told of, and the command is acknowledged', async () => {
    const { slack, script } = await startBot();
    script.build = () => Promise.reject(new Error('a detail that nobody should see'));
    expect(await slack.command('dev', { channel, text: '/deploy' })).toMatchObject({ acked: true });
    await until(slack, () => slack.messages(channel, 'dev').length === 1);
    expect(slack.messages(channel, 'dev')[0]?.text).toContain('The form could not be opened');
    expect(slack.messages(channel, 'dev')[0]?.text).not.toContain('a detail');
  });
});

describe('what cannot be done is said to whoever asked', () => {
  test('guests are refused, for commands, forms and presses alike', async () => {
    const { slack, script } = await startBot();
    await slack.command('guest', { channel, text: '/deploy staging' });
    await slack.command('guest', { channel, text: '/deploy' });
    await until(slack, () => slack.messages(channel, 'guest').length === 2);
    for (const { text } of slack.messages(channel, 'guest')) expect(text).toContain('Guests cannot use Quarterdeck');
    expect(script.done).toEqual([]);
  });

  test('40 kB and unseen characters get a sentence', async () => {
    const { slack, script } = await startBot();
    await slack.command('dev', { channel, text: `/deploy ${'x'.repeat(40_000)}` });
    await slack.command('dev', { channel, text: '/deploy sta\u202eging' });
    await until(slack, () => slack.messages(channel, 'dev').length === 2);
    const said = slack.messages(channel, 'dev').map(({ text }) => text);
    expect(said.some((text) => text.includes('40,000 characters long'))).toBe(true);
    expect(said.some((text) => text.includes('U+202E'))).toBe(true);
    expect(script.done).toEqual([]);
  });

  test('a failure is told once, without its innards, and logged with them', async () => {
    const { slack, script, log } = await startBot();
    const { Fault } = await import('../../../src/model/fault.ts');
    script.run = () =>
      Promise.reject(new Fault('rejected', 'GitHub does not know this workflow.', { cause: new Error('HTTP 422') }));
    await slack.command('dev', { channel, text: '/deploy staging' });
    await until(slack, () => slack.messages(channel, 'dev').length === 1);
    expect(slack.messages(channel, 'dev')[0]?.text).toContain('GitHub does not know this workflow.');
    expect(log.lines.some(({ message }) => message === 'an action of a person failed')).toBe(true);
  });

  test('a passing outage is waited out, and what was asked for keeps the time at which it was', async () => {
    const { slack, script, clock } = await startBot();
    const { Fault } = await import('../../../src/model/fault.ts');
    const asked = clock.now();
    let tries = 0;
    script.run = async (_text, call) => {
      expect(call.asked).toBe(asked);
      if (tries++ > 0) return say('Done at last');
      clock.advance(60_000);
      throw new Fault('unavailable', 'GitHub is away.');
    };
    await slack.command('dev', { channel, text: '/deploy staging' });
    await until(slack, () => slack.messages(channel, 'dev').some(({ text }) => text.includes('Done at last')));
    expect(slack.messages(channel, 'dev')).toHaveLength(1);
  });
});

test('the Home tab shows what is going on, and its button opens the form', async () => {
  const { slack } = await startBot();
  const home = await slack.home('dev');
  expect(JSON.stringify(home)).toContain('Nothing is being deployed');
  const pressed = await slack.press('dev', { home: true }, { button: 'Deploy' });
  expect(JSON.stringify(pressed.view)).toContain('Ref of api');
  expect(JSON.stringify(await slack.home('guest'))).toContain('Guests cannot use Quarterdeck');
});

test('stopping waits for what is being taken in', async () => {
  const { slack, inbound, script } = await startBot();
  const gate = Promise.withResolvers<void>();
  script.build = () => gate.promise;
  const asked = slack.command('dev', { channel, text: '/deploy' });
  await eventually('the form is being made', () => script.done.length === 1);
  const stopped = inbound.stop();
  gate.resolve();
  expect(await asked).toMatchObject({ acked: true });
  await stopped;
  expect(inbound.open()).toBe(false);
});

test('Slack being away is waited out, and said in the log', async () => {
  const { slack, inbound, log } = await startBot();
  slack.fault({ method: 'apps.connections.open', times: 2, kind: 'http', status: 503 });
  slack.cutConnections();
  await eventually('it could not connect twice', () => log.lines.filter(({ level }) => level === 'error').length === 2);
  await eventually('it is connected again', () => slack.connected && inbound.open());
});

test('a broken connection is made again', async () => {
  const { slack, inbound } = await startBot();
  slack.cutConnections();
  await eventually('it is noticed', () => !slack.connected || !inbound.open());
  await eventually('it is connected again', () => slack.connected && inbound.open());
  expect(await slack.command('dev', { channel, text: '/deploys' })).toMatchObject({ acked: true });
});
