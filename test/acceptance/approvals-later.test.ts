import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { askProduction, deployStaging, dispatched } from './production.ts';
import { buttons } from './readable.ts';

/** The trading engine, in which things happen between the question and the run. */
describe('approvals, as time goes by', { timeout: 60_000 }, () => {
  let c: Conversation;
  beforeAll(async () => {
    c = await converse({ speed: 20 });
    await deployStaging(c);
  }, 90_000);
  afterAll(() => c?.close());

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

    expect(await c.isTold('lead', 'Approve', second, /does not count/)).toContain('Lena Brandt does not hold');
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
    await c.passes({ advance: '25h' });
    const second = await c.reads('operations', /Audit log: entry \d+/, { after: first.ts });
    const [, number = '', hash = ''] = /Audit log: entry (\d+), hash ([0-9a-f]{64})/.exec(readable(second)) ?? [];
    expect(Number(number)).toBeGreaterThan(Number(/entry (\d+)/.exec(readable(first))?.[1]));
    expect(readable(second)).toContain(`audit verify --checkpoint ${number}:${hash}`);
    expect(await c.asks('dev', '/audit verify', /Nobody has changed/)).toContain('They fit the 2 checkpoints');
    expect(await c.asks('dev', `/audit show ${number}`, /Audit entry/)).toContain(hash);
  });
});
