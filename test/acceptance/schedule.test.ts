import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { askProduction, deployStaging, dispatched } from './production.ts';

describe('a deploy for later', { timeout: 60_000 }, () => {
  let c: Conversation;
  beforeAll(async () => {
    c = await converse({ speed: 20 });
  }, 60_000);
  afterAll(() => c?.close());

  test('dev schedules staging: the message says for when, /deploys too, and it starts at its time', async () => {
    await c.types('dev', '/deploy staging api --at in 2h -- after the load test');
    const message = await c.reads('deployments', /\*Scheduled\* for /);
    expect(readable(message)).toMatch(/\*Scheduled for\*\n<!date/);
    expect(await c.asks('dev2', '/deploys staging', /In flight/)).toMatch(/\*Scheduled for <!date[\s\S]*api/);
    expect(await dispatched(c)).toBe(0);
    await c.passes({ advance: '90m' });
    expect(await c.asks('dev2', '/why staging api', /Why: /)).toMatch(/Scheduled\n• It starts <!date/);
    await c.passes({ advance: '31m' });
    await c.becomes(message, /\*Running\*/);
    await c.passes({ advance: '20m' });
    await c.becomes(message, /\*Succeeded\*/);
    expect(await dispatched(c)).toBe(1);
  });

  test('production for later asks for approval at once, and starts at its time', async () => {
    await deployStaging(c);
    const card = await askProduction(c, 'dev', 'v1.4.0 --at in 4h');
    await c.presses('lead', 'Approve', card);
    await c.becomes(card, /\*Scheduled\* for /);
    await c.passes({ advance: '241m' });
    await c.becomes(card, /\*Running\*/);
    await c.presses('dev', 'Cancel', card);
    await c.becomes(card, /\*Cancelled\*/);
  });

  test('what is locked for two hours can be scheduled for then by a button, with the rights of who presses', async () => {
    await c.types('sre', '/lock staging for 2h load test');
    await c.reads('deployments', /Locked/);
    await c.asks('dev', '/deploy staging worker', /Not deployed: /);
    const refusal = await c.reads('deployments', /Not deployed: worker/, { as: 'dev' });
    expect(readable(refusal)).toContain('Schedule it for then');
    await c.presses('dev', 'Schedule it for then', refusal);
    const message = await c.reads('deployments', /worker[\s\S]*\*Scheduled\* for /, { thread: false });
    await c.passes({ advance: '121m' });
    await c.becomes(message, /\*Running\*/);
  });

  test('a time that cannot be read is said, with what would be right', async () => {
    expect(await c.asks('dev', '/deploy staging --at soon', /could not be read/)).toContain('"soon" is no time.');
  });
});
