import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converseChanged } from './changed-conversation.ts';
import { outWithItsRun } from './changed-example.ts';
import type { Conversation } from './conversation.ts';
import { readable } from './conversation.ts';
import { askProduction, deployStaging, dispatched } from './production.ts';
import { buttons, linkOf } from './readable.ts';

/** The trading engine, whose production needs the approval of one release manager. */
describe('approving', { timeout: 60_000 }, () => {
  let c: Conversation;
  beforeAll(async () => {
    c = await converseChanged({ 'quarterdeck.yml': outWithItsRun });
    await deployStaging(c);
  }, 90_000);
  afterAll(() => c?.close());

  test('the card says what changes, who may approve, until when, and what the gates saw', async () => {
    const card = await askProduction(c, 'lead', 'api -- the weekly release');
    const text = readable(card);
    expect(text).toMatch(/`v1\.3\.0` `\w{7}` +→ .*`v1\.4\.0` `\w{7}` +\(<http\S+compare\S+\|11 commits>\)/);
    expect(text).toContain('*Who may approve:* release-managers; not Lena Brandt, who asked');
    expect(text).toMatch(/\*Expires:\* <!date\^\d+\^/);
    expect(text).toMatch(/Checks\* passed: All \d+ checks on \w{7} are green/);
    expect(buttons(card)).toEqual(['Approve', 'Reject', 'Cancel', 'View changes']);
    expect(linkOf(card, 'View changes')).toContain('/compare/');
    const copy = await c.reads('operations', /Waiting for approval/);
    expect(buttons(copy)).toEqual(buttons(card));
  });

  test('nobody approves their own, and neither a developer nor a guest counts', async () => {
    const card = await c.reads('deployments', /Waiting for approval/);
    const before = await dispatched(c);
    expect(await c.isTold('lead', 'Approve', card, /does not count/)).toContain(
      'Lena Brandt asked for this deployment, and whoever asks does not decide.',
    );
    expect(await c.isTold('dev', 'Approve', card, /does not count/)).toMatch(
      /Dana Whitfield does not have the role release-managers\.\nWho can: release-managers\./,
    );
    expect(await c.isTold('guest', 'Approve', card, /Guests cannot use/)).toContain('A full member');
    expect(await dispatched(c)).toBe(before);
    expect(readable(await c.becomes(card, /Waiting for approval/))).toContain('0 of 1 given');
  });

  test('lead2 approves the copy in #operations: it runs, and every copy says who decided', async () => {
    const card = await c.reads('deployments', /Waiting for approval/);
    const copy = await c.reads('operations', /Waiting for approval/);
    await c.presses('lead2', 'Approve', copy, 'operations');
    await c.becomes(card, /\*Running\*/);
    const closed = await c.becomes(copy, /Approved by Luis Ferreira/, 'operations');
    expect(buttons(closed).filter((label) => !label.startsWith('View'))).toEqual([]);
    await c.passes({ advance: '25m' });
    const done = await c.becomes(card, /\*Succeeded\*[\s\S]*Approved by Luis Ferreira \(release-managers\)/);
    expect(buttons(done)).toEqual(['Deploy again', 'View run', 'Open environment']);
    const ended = await c.becomes(copy, /\*Succeeded\*[\s\S]*Approved by Luis Ferreira/, 'operations');
    expect(buttons(ended)).toEqual(['View run', 'Open environment']);
    await c.thread(card, /\*Succeeded\*[\s\S]*<@U\w+> <@U\w+>/);
    expect((await c.world()).running.api?.production?.ref).toBe('v1.4.0');
  });

  test('Deploy again is a new request with the rights of who pressed', async () => {
    const done = await c.reads('deployments', /\/api → production[\s\S]*\*Succeeded\*/, { thread: false });
    const told = await c.isTold('sec', 'Deploy again', done, /Not deployed/);
    expect(told).toContain('Sofia Marchetti does not have the role developers or release-managers');
    expect(told).toMatch(/Already running.*blocked/);
  });

  test('Reject wants a reason, and one is a veto', async () => {
    const card = await askProduction(c, 'dev', 'worker');
    const { view } = await c.presses('lead', 'Reject', card);
    if (!view) throw new Error('no form was opened');
    expect(await c.submits('lead', view.id, { Reason: '   ' })).toMatchObject({ errors: { Reason: /./ } });
    expect(await c.submits('lead', view.id, { Reason: 'the audit first <!channel>' })).toEqual({ acked: true });
    const ended = await c.becomes(card, /\*Rejected\*/);
    expect(readable(ended)).toContain('Rejected by Lena Brandt: the audit first &lt;!channel&gt;');
    expect(buttons(ended)).toEqual(['Deploy again']);
    expect(JSON.stringify(await c.messages('deployments', 'dev'))).not.toContain('<!channel>');
  });

  test('a developer who presses Reject is refused, and the question stays open', async () => {
    const card = await askProduction(c, 'dev', 'worker');
    const { view } = await c.presses('dev2', 'Reject', card);
    if (!view) throw new Error('no form was opened');
    await c.submits('dev2', view.id, { Reason: 'I do not like it' });
    await c.reads('deployments', /Your rejection does not count/, { as: 'dev2' });
    await c.becomes(card, /Waiting for approval/);
    await c.presses('dev', 'Cancel', card);
    await c.becomes(card, /\*Cancelled\*/);
  });

  // From here on, things happen between the question and the run.
  test('an approver leaves the group while the deployment waits for its lane: the question is put again', async () => {
    const first = await askProduction(c, 'dev', 'fix-gateway');
    await c.presses('lead2', 'Approve', first);
    await c.becomes(first, /\*Running\*/);
    const second = await askProduction(c, 'dev', '-- the rest');
    await c.presses('lead', 'Approve', second);
    await c.becomes(second, /Waiting for the lane\*, place 1/);
    await c.reads('operations', /Approved by Lena Brandt/);
    await c.asks('lead', '/quarterdeck whoami', /You are Lena Brandt/);
    await c.scenario('approver-leaves', { handle: 'lead' });
    await c.passes({ advance: '25m' });
    await c.becomes(first, /\*Succeeded\*/);
    const again = await c.becomes(second, /Waiting for approval[\s\S]*Asked again: /);
    expect(readable(again)).toContain('Lena Brandt');
    expect(buttons(again)).toContain('Approve');

    expect(await c.isTold('lead', 'Approve', second, /does not count/)).toContain('Lena Brandt does not have the role');
    await c.presses('lead2', 'Approve', second);
    await c.becomes(second, /\*Running\*/);
    await c.presses('lead2', 'Cancel', second);
    await c.becomes(second, /\*Cancelled\*/);
    await c.scenario('calm');
  });

  test('two approve in the same instant, and Slack retries one press: it is one run', async () => {
    const card = await askProduction(c, 'dev', 'worker');
    const before = await dispatched(c);
    await Promise.all([c.presses('lead', 'Approve', card), c.presses('lead2', 'Approve', card)]);
    await c.call('POST', '/api/slack/redeliver');
    await c.becomes(card, /\*Running\*/);
    expect(readable(await c.becomes(card, /Approved by/))).toMatch(/Approved by (Lena Brandt|Luis Ferreira) \(\S+\)/);
    await c.passes({ advance: '25m' });
    await c.becomes(card, /\*Succeeded\*/);
    expect(await dispatched(c)).toBe(before + 1);
  });

  test('nobody answers: after eight hours it has expired, and says so', async () => {
    const card = await askProduction(c, 'dev', 'websocket');
    await c.passes({ advance: '8h' });
    const ended = await c.becomes(card, /\*Approval expired\*/);
    expect(readable(ended)).toContain('nobody answered');
    expect(buttons(ended)).toEqual(['Deploy again']);
    const copy = await c.reads('operations', /Approval expired/);
    expect(buttons(copy).filter((label) => !label.startsWith('View'))).toEqual([]);
    await c.thread(card, /Approval expired[\s\S]*<@U/);
  });

  test('every day the head of the audit log is posted in #operations, as a new message; /audit verify compares with all of them', async () => {
    const first = await c.reads('operations', /Audit log: entry \d+/);
    expect(await c.asks('dev', '/audit verify', /Nobody has changed/)).toContain(
      'They fit the one checkpoint that was posted',
    );
    await c.passes({ advance: '25h' });
    const second = await c.reads('operations', /Audit log: entry \d+/, { after: first.ts });
    const [, number = '', hash = ''] = /Audit log: entry (\d+), hash ([0-9a-f]{64})/.exec(readable(second)) ?? [];
    expect(Number(number)).toBeGreaterThan(Number(/entry (\d+)/.exec(readable(first))?.[1]));
    expect(readable(second)).toContain(`audit verify --checkpoint ${number}:${hash}`);
    expect(await c.asks('dev', '/audit verify', /Nobody has changed/)).toContain('the 2 checkpoints that were posted');
    expect(await c.asks('dev', `/audit show ${number}`, /Audit entry/)).toContain(hash);
  });
});
