import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converseChanged } from './changed-conversation.ts';
import { outWithItsRun } from './changed-example.ts';
import type { Conversation, Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { askProduction, deployStaging, dispatched } from './production.ts';
import { buttons, posted } from './readable.ts';

/** The trading engine. */
let c: Conversation;
beforeAll(async () => {
  c = await converseChanged({ 'quarterdeck.yml': outWithItsRun });
}, 60_000);
afterAll(() => c?.close());

describe('a deploy for later', { timeout: 60_000 }, () => {
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
    await c.passes({ advance: '20m' });
    await c.becomes(message, /\*Succeeded\*/);
  });

  test('a time that cannot be read is said, with what would be right', async () => {
    expect(await c.asks('dev', '/deploy staging --at soon', /could not be read/)).toContain('"soon" is no time.');
  });
});

/** Locks: taken, extended, handed over, taken over; and the stop of the line. */
describe('locks', { timeout: 60_000 }, () => {
  let lock: Message;

  test('a lock for a time has Unlock and Extend 2h, which moves its end', async () => {
    await c.types('dev', '/lock staging worker for 2h load test');
    lock = await c.reads('deployments', /Locked:\* \*worker in staging\* by Dana/);
    expect(buttons(lock)).toEqual(['Unlock', 'Extend 2h']);
    const before = readable(lock);
    await c.isTold('dev', 'Extend 2h', lock, /Extended by Dana Whitfield/);
    lock = await c.becomes(lock, /Extended by Dana Whitfield/);
    expect(readable(lock)).not.toBe(before);
    await c.thread(lock, /Dana Whitfield extended it until .* UTC/);
    expect(await c.asks('dev2', '/lock extend staging worker', /could not be read/)).toContain(
      'Write /lock extend staging worker for 2h.',
    );
  });

  test('handed over: the new owner may deploy and is told; a name that Slack does not know is not taken', async () => {
    expect(await c.asks('dev', '/lock give staging worker to Devin', /could not be read/)).toContain(
      'choose the person from the list that Slack shows',
    );
    expect(await c.asks('dev', '/lock give staging worker to @sec', /may not hold/)).toContain('Who can: developers');
    await c.asks('dev', '/lock give staging worker to @dev2', /Handed over by Dana Whitfield/);
    await c.becomes(lock, /Locked:\* \*worker in staging\* by Devin/);
    expect(await c.asks('dev2', '/deploy staging worker --dry-run', /Dry run/)).toContain('is locked by you');
    expect(await c.asks('dev', '/deploy staging worker', /Not deployed/)).toContain('is locked by Devin Okafor');
    const told = await c.reads('@dev2', /Dana Whitfield handed the lock on worker in staging over to you/, {
      as: 'dev2',
    });
    expect(buttons(told)).toEqual(['Unlock']);
  });

  test('taken over, with a reason: the owner before is told directly', async () => {
    expect(await c.asks('sec', '/lock steal staging worker mine', /may not take over/)).toContain(
      'Who can: Devin Okafor, developers',
    );
    expect(await c.asks('lead', '/lock steal staging worker', /needs a reason/)).toContain('/lock steal');
    await c.asks('lead', '/lock steal staging worker for 1h incident 4712', /Taken over from Devin Okafor by Lena/);
    await c.becomes(lock, /Locked:\* \*worker in staging\* by Lena Brandt[\s\S]*incident 4712/);
    const told = await c.reads('@dev2', /took over your lock/, { as: 'dev2' });
    expect(readable(told)).toMatch(/Lena Brandt took over your lock on worker in staging[\s\S]*Why: incident 4712/);
    expect(await c.asks('lead', '/unlock staging worker', /Unlocked/)).toContain('worker in staging by Lena Brandt');
    await c.becomes(lock, /Unlocked:\* worker in staging by Lena Brandt/);
  });

  test('/lock all stops the line, for its owner too; only what failed before may be mended', async () => {
    await c.scenario('job-fails', { job: 'deploy-staging' });
    const after = posted(await c.messages('deployments')).at(-1)?.ts ?? '0';
    await c.types('dev', '/deploy staging worker');
    const failing = await c.reads('deployments', /worker (`\w+` )?.*→ staging/, { thread: false, after });
    await c.becomes(failing, /\*Running\*/);
    await c.passes({ advance: '20m' });
    await c.becomes(failing, /\*Failed\*/);
    expect(await c.asks('dev', '/lock all outage', /may not lock everything/)).toContain('Who can: release-managers');
    await c.types('lead', '/lock all for 1h payment outage');
    const stop = await c.reads('deployments', /Locked:\* \*everything\* by Lena Brandt/);
    expect(readable(await c.reads('operations', /Locked:\* \*everything\*/))).toContain('payment outage');
    expect(readable(stop)).toContain('Rollbacks pass');
    const refused = await c.asks('lead', '/deploy staging api', /Not deployed/);
    expect(refused).toContain('Lock* blocked: Everything is locked by Lena Brandt until');
    expect(refused).toContain('/unlock all');
    expect(buttons(await lastToldTo('lead', /Not deployed/))).toContain('Unlock everything');
    expect(await c.asks('dev', '/deploy staging', /Not deployed/)).toContain('Everything is locked');
    const waits = await lastToldTo('dev', /Not deployed/);
    const ask = 'Ask Lena Brandt to release it';
    expect(buttons(waits)).toEqual(['Schedule it for then', ask, 'Tell me when everything is free']);
    await c.isTold('dev', 'Tell me when everything is free', waits, /told when everything is free/);
    expect(await c.asks('dev', '/deploy staging worker --dry-run', /Dry run/)).toMatch(
      /Lock\* warning: Everything is locked by Lena Brandt .*The last deployment of worker in staging failed, and what mends that passes/,
    );
    await c.presses('dev', 'Re-run failed', failing);
    await c.becomes(failing, /\*Running\*/);
    await c.passes({ advance: '20m' });
    await c.becomes(failing, /\*Succeeded\*/);
    expect(await c.asks('dev', '/deploy staging worker', /Not deployed/)).toContain('Everything is locked');
    expect(await c.asks('dev', '/deploys staging', /Locks/)).toContain('*everything* by Lena Brandt');
    expect(await c.asks('dev', '/unlock all', /may not unlock everything/)).toContain('Who can: Lena Brandt');
    await c.presses('lead', 'Unlock', stop);
    await c.becomes(stop, /Unlocked:\* everything by Lena Brandt/);
    const free = await c.reads(
      '@dev',
      /Everything is free again[\s\S]*to deploy trading-engine\/default develop to staging/,
      {
        as: 'dev',
      },
    );
    expect(buttons(free)).toEqual(['Deploy it now']);
    await c.presses('dev', 'Deploy it now', free, '@dev');
    const again = await c.reads('deployments', /default (`\w+` )?.*→ staging/, { thread: false, after: stop.ts });
    await c.presses('dev', 'Cancel', again);
    await c.becomes(again, /\*Cancelled\*/);
  });

  test('a lock that runs out says so at its end, without anybody asking', async () => {
    await c.types('dev', '/lock staging worker for 30m load test');
    const short = await c.reads('deployments', /Locked:\* \*worker in staging\* by Dana/);
    await c.passes({ advance: '31m' });
    await c.becomes(short, /Ran out:\* worker in staging/);
    expect(await c.asks('dev2', '/deploy staging worker --dry-run', /Dry run/)).toMatch(/Lock\* passed/);
  });

  test('a forgotten lock is mentioned to its owner after three hours, with Unlock', async () => {
    await c.types('dev', '/lock staging worker load test');
    const forgotten = await c.reads('deployments', /Locked:\* \*worker in staging\* by Dana/);
    await c.passes({ advance: '3h' });
    const told = await c.reads('@dev', /still holds deploys/, { as: 'dev' });
    expect(readable(told)).toMatch(/Your lock on worker in staging still holds deploys[\s\S]*in force for 3 h/);
    expect(buttons(told)).toEqual(['Unlock', 'End it in 2h']);
    await c.presses('dev', 'Unlock', told, '@dev');
    await c.becomes(forgotten, /Unlocked:\* worker in staging by Dana/);
    await c.passes({ advance: '3h' });
    await c.asks('dev', '/deploys', /In flight/);
    const all = (await c.messages('@dev', 'dev')).filter((message) => /still holds deploys/.test(readable(message)));
    expect(all).toHaveLength(1);
  });

  const lastToldTo = async (handle: string, pattern: RegExp): Promise<Message> => {
    const own = (await c.messages('deployments', handle)).filter(({ ephemeral_to: only }) => only === handle);
    const found = own.findLast((message) => pattern.test(readable(message)));
    if (!found) throw new Error(`${handle} was not told ${pattern}`);
    return found;
  };

  test('a queue: who was refused joins with one press, is told when it is free, and locks it with another', async () => {
    await c.types('sre', '/lock staging worker for 2h load test');
    const first = await c.reads('deployments', /Locked:\* \*worker in staging\* by Sam/);
    await c.asks('dev', '/lock staging worker for 1h order book', /locked already/);
    const refused = await lastToldTo('dev', /locked already/);
    expect(await c.isTold('dev', 'Queue for the lock', refused, /number 1 in line/)).toContain(
      'Sam Ikeda holds it until',
    );
    expect(await c.asks('dev2', '/lock wait staging worker', /needs a reason/)).toContain('/lock wait');
    await c.asks('dev2', '/lock wait staging worker my turn', /number 2 in line/);
    await c.becomes(first, /Waiting for it:\* 1\. Dana Whitfield, 2\. Devin Okafor/);
    expect(await c.asks('lead', '/deploys', /Locks/)).toContain('1. Dana Whitfield, 2. Devin Okafor');

    await c.types('sre', '/unlock staging worker');
    const turn = await c.reads('@dev', /it is your turn/, { as: 'dev' });
    expect(buttons(turn)).toEqual(['Lock it now', 'Leave the line']);
    await c.reads('@dev2', /number 2 in line[\s\S]*the turn of Dana/, { as: 'dev2' });
    expect(await c.asks('lead', '/deploys', /Locks/)).toMatch(
      /\*worker in staging\* is free, and kept for Dana Whitfield until[\s\S]*order book[\s\S]*1\. Dana Whitfield, 2\. Devin/,
    );
    expect(await c.asks('sre', '/lock staging worker again', /is kept for/)).toContain('kept for Dana Whitfield');
    await c.presses('dev', 'Lock it now', turn, '@dev');
    await c.reads('deployments', /Locked:\* \*worker in staging\* by Dana[\s\S]*order book[\s\S]*1\. Devin Okafor/);

    await c.passes({ advance: '61m' });
    await c.reads('@dev2', /it is your turn/, { as: 'dev2' });
    await c.passes({ advance: '31m' });
    await c.reads('@dev2', /Your turn to lock worker in staging is over/, { as: 'dev2' });
    await c.types('sre', '/lock staging worker again');
    await c.reads('deployments', /Locked:\* \*worker in staging\* by Sam[\s\S]*again/);
  });

  test('a deploy that a lock refuses asks its owner with one press, or waits for it', async () => {
    await c.asks('dev', '/deploy staging worker', /Not deployed/);
    const refused = await lastToldTo('dev', /Not deployed/);
    expect(buttons(refused)).toEqual(
      expect.arrayContaining(['Ask Sam Ikeda to release it', 'Tell me when worker in staging is free']),
    );
    await c.isTold('dev', 'Tell me when worker in staging is free', refused, /number 1 in line/);
    await c.isTold('dev', 'Ask Sam Ikeda to release it', refused, /Sam Ikeda has been asked/);
    const asked = await c.reads('@sre', /asks you to release/, { as: 'sre' });
    expect(readable(asked)).toMatch(/Dana Whitfield asks you[\s\S]*What for: to deploy worker develop to staging/);
    await c.presses('sre', 'Unlock', asked, '@sre');
    const turn = await c.reads('@dev', /it is your turn[\s\S]*to deploy worker develop to staging/, { as: 'dev' });
    await c.isTold('dev', 'Leave the line', turn, /no longer wait/, '@dev');
    expect(await c.asks('dev', '/deploy staging worker --dry-run', /Dry run/)).toMatch(/Lock\* passed/);
  });
});
