import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation, Message } from './conversation.ts';
import { converse, readable } from './conversation.ts';

/** Nothing has been verified in staging, so production is shut. */
describe('breaking the glass', { timeout: 60_000 }, () => {
  let c: Conversation;
  let refusal: Message;
  let card: Message;
  beforeAll(async () => {
    c = await converse({ speed: 20 });
  }, 60_000);
  afterAll(() => c?.close());

  test('is offered under a refusal to those who may, and to nobody else', async () => {
    await c.asks('dev', '/deploy production v1.4.0', /Not deployed: /);
    const others = await c.reads('deployments', /Not deployed: /, { as: 'dev' });
    expect(readable(others)).not.toContain('Break the glass');
    await c.asks('sre', '/deploy production v1.4.0', /Not deployed: /);
    refusal = await c.reads('deployments', /Not deployed: /, { as: 'sre' });
    expect(readable(refusal)).toContain('Break the glass');
  });

  test('it wants a reason, and then a second person; operations reads it', async () => {
    const { view } = await c.presses('sre', 'Break the glass', refusal);
    if (!view) throw new Error('no form was opened');
    const reason = { 'What is the emergency?': 'Orders are stuck since 10:02' };
    const short = await c.submits('sre', view.id, { 'What is the emergency?': 'help' });
    expect(JSON.stringify(short.errors)).toContain('Say what the emergency is');
    await c.submits('sre', view.id, reason);
    card = await c.reads('deployments', /Waiting for approval/, { thread: false });
    expect(readable(card)).toMatch(
      /\*Break-glass:\* an emergency, past Earlier environment\. A second person decides\./,
    );
    expect(readable(card)).toContain('Orders are stuck since 10:02');
    expect(readable(await c.reads('operations', /Waiting for approval/))).toContain('Break-glass');
    expect(await c.isTold('dev2', 'Approve', card, /does not count/)).toContain('release-managers');
  });

  test('it goes out, and leaves a task that somebody else has to see to', async () => {
    await c.presses('lead', 'Approve', card);
    await c.becomes(card, /\*Running\*/);
    const task = await c.reads('operations', /The glass was broken/);
    expect(readable(task)).toMatch(/To be reviewed\* by <!date[\s\S]*by Sam Ikeda, with Lena Brandt/);
    expect(await c.isTold('sre', 'Reviewed', task, /may not review/, 'operations')).toContain(
      'who breaks it does not review it',
    );
    await c.presses('lead2', 'Reviewed', task, 'operations');
    await c.becomes(task, /\*Reviewed\* by Luis Ferreira/, 'operations');
  });
});
