import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converseChanged } from './changed-conversation.ts';
import { inTurn, outWithItsRun, replacing } from './changed-example.ts';
import type { Conversation, Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { buttons } from './readable.ts';

/** The example's rules for production, and what they are here: of two managers both, for an hour, what staging has verified. */
const rules = [
  ['default_ref: { latest_tag: "v*.*.*" }', 'default_ref: { verified_in: staging }'],
  ['ref: { tags: ["v*.*.*"] }', 'ref: { tags: ["v*.*.*"], shas: true }'],
  ['required: 1', 'required: 2'],
  ['valid_for: 4h', 'valid_for: 1h'],
] as const;

const by = 'workflow_dispatch';

/** The trading engine with other rules for production; one deployment, from the question to its last re-run. */
describe('rules of approval', { timeout: 60_000 }, () => {
  let c: Conversation;
  let verified: string;
  let card: Message;
  beforeAll(async () => {
    c = await converseChanged({ 'quarterdeck.yml': inTurn(outWithItsRun, replacing(rules)) });
    verified = (await c.world()).repositories['acme/trading-engine']?.branches.develop ?? '';
    await c.types('dev', '/deploy staging');
    const staging = await c.reads('deployments', /\*Running\*/);
    await c.passes({ advance: '20m' });
    await c.becomes(staging, /\*Succeeded\*/);
    await c.call('POST', '/api/people/dev2/pushes', { branch: 'develop', message: 'feat: not tried in staging' });
  }, 90_000);
  afterAll(() => c?.close());
  const given = (count: number) => new RegExp(`Waiting for approval[\\s\\S]*${count} of 2 given`);
  const dispatched = async () => (await c.world()).runs.filter(({ event }) => event === by).length;
  const onlyFor = async (handle: string) =>
    (await c.messages('deployments', handle)).filter(({ ephemeral_to: only }) => only !== undefined).map(readable);

  test('production without a ref takes what staging has verified, wherever the branch has gone since', async () => {
    await c.types('dev', '/deploy production');
    card = await c.reads('deployments', /→ production[\s\S]*Waiting for approval/, { thread: false });
    expect(readable(card)).toContain(`\`${verified.slice(0, 7)}\``);
    expect((await c.world()).repositories['acme/trading-engine']?.branches.develop).not.toBe(verified);
    expect(readable(card)).toMatch(given(0));
  });

  test('the first of two approves, with a quick second click and a repeated delivery: it counts once, and the buttons stay', async () => {
    await c.presses('lead', 'Approve', card);
    await c.presses('lead', 'Approve', card);
    await c.call('POST', '/api/slack/redeliver');
    const half = await c.becomes(card, given(1));
    expect(readable(half)).toMatch(/approved by Lena Brandt \(release-managers\)/);
    expect(buttons(half)).toEqual(buttons(card));
    expect(buttons(await c.reads('operations', given(1)))).toEqual(buttons(card));
  });

  test.each([
    ['guest', /Guests cannot use Quarterdeck\. A full member of this workspace can do it for you\./],
    ['stranger', /Only people of this workspace can use Quarterdeck; your account belongs to another one\./],
  ])('a %s is refused, for commands, presses and forms alike, and only they read why', async (handle, why) => {
    await c.asks(handle, '/deploy staging', why);
    for (const button of ['Approve', 'Reject', 'Cancel']) await c.isTold(handle, button, card, why);
    expect(await c.call('GET', `/api/people/${handle}/views`)).toBeNull();
    for (const other of ['dev', 'lead']) expect((await onlyFor(other)).filter((text) => why.test(text))).toEqual([]);
    expect(readable(await c.becomes(card, given(1)))).not.toMatch(/Gus Hartley|Stella Novak/);
  });

  test('the first presses again, later: one person counts once, and is told so', async () => {
    const told = /does not count[\s\S]*Lena Brandt has voted already, and one person counts once/;
    // For some seconds it is still the same press.
    const press = async () => {
      await c.presses('lead', 'Approve', card);
      return (await onlyFor('lead')).join('\n');
    };
    await expect.poll(press, { interval: 250, timeout: 20_000 }).toMatch(told);
    expect(await dispatched()).toBe(1);
    await c.becomes(card, given(1));
  });

  test('with the second it is decided, and what runs is what staging has verified', async () => {
    await c.scenario('job-fails', { job: 'deploy-production', times: 2 });
    await c.presses('lead2', 'Approve', card);
    const done = await c.becomes(card, /Approved by Lena Brandt \(\S+\), Luis Ferreira \(\S+\)/);
    expect(buttons(done)).not.toContain('Approve');
    await c.becomes(card, /\*Running\*/);
    const { runs } = await c.world();
    expect(runs.filter(({ event }) => event === by).map(({ sha }) => sha)).toEqual([verified, verified]);
    await c.passes({ advance: '25m' });
    await c.becomes(card, /\*Failed\*/);
  });

  test('a re-run while the approval is valid asks nobody; after it, everybody anew', async () => {
    await c.presses('dev', 'Re-run failed', card);
    await c.until('it runs again', ({ runs }) =>
      runs.some(({ event, status }) => event === by && status === 'in_progress'),
    );
    await c.passes({ advance: '25m' });
    const failed = await c.becomes(
      card,
      /\*Failed\*.*attempt 2, re-run by Dana Whitfield[\s\S]*Approved by Lena Brandt/,
    );
    expect(buttons(failed)).toContain('Re-run failed');

    await c.passes({ advance: '1h' });
    await c.presses('dev2', 'Re-run failed', card);
    const again = await c.becomes(card, /Waiting for approval[\s\S]*0 of 2 given/);
    expect(readable(again)).toMatch(/Asked again: The approval is 1 h \d+ min old and counts for 1 h\./);
    expect(buttons(again)).toEqual(['Approve', 'Reject', 'Cancel', 'View run', 'View changes']);
    expect(await dispatched()).toBe(2);
  });
});
