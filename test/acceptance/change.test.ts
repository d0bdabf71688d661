import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converseChanged } from './changed-conversation.ts';
import { replacing } from './changed-example.ts';
import type { Conversation, Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { deployStaging, dispatched } from './production.ts';
import { buttons } from './readable.ts';

const production = '      production:\n        workflow: cd.yml\n';
const rules = [[production, `${production}        change_requests: required\n`]] as const;

const plan = {
  Title: 'Name the wrong field in answers',
  When: 'in 3h',
  'What changes, and why': 'Clients asked for it.',
  Impact: 'low',
  Risk: 'medium',
  'Rollback plan': 'Deploy v1.7.0.',
  'How it will be validated': 'A wrong order answers 422 with the name of its field.',
};

/** The FastAPI trading system, whose production takes nothing but change requests. */
describe('a change request', { timeout: 60_000 }, () => {
  let c: Conversation;
  let card: Message;
  let id = '';
  beforeAll(async () => {
    c = await converseChanged({ 'quarterdeck.yml': replacing(rules) }, { example: 'fastapi-trading' });
    await deployStaging(c);
  }, 90_000);
  afterAll(() => c?.close());
  const idIn = (message: Message) => /`(c-\w{10})`/.exec(readable(message))?.[1] ?? expect.fail('no id is shown');

  test('a plain deploy is refused, and its refusal opens the form with what was typed', async () => {
    const refused = await c.asks('dev', '/deploy production', /Not deployed: /);
    expect(refused).toMatch(/Change request\* blocked: To production only change requests are deployed/);
    const refusal = await c.reads('deployments', /Not deployed: /, { as: 'dev' });
    const { view } = await c.presses('dev', 'Request the change', refusal);
    if (!view) throw new Error('no form was opened');
    expect(readable(view)).toMatch(/A change of production needs 1 approval by release-managers, before its time\./);

    const wrong = await c.submits('dev', view.id, { ...plan, When: 'soon', Title: ' ' });
    expect(JSON.stringify(wrong.errors)).toMatch(
      /soon.* is no time[\s\S]*This is needed|This is needed[\s\S]*is no time/,
    );
    await c.submits('dev', view.id, plan);
    card = await c.reads('deployments', /Waiting for approval/, { thread: false });
    id = idIn(card);
  });

  test('one message has its five steps, and whoever approves reads the assessment', async () => {
    const text = readable(card);
    expect(text).toContain('Change: Name the wrong field in answers');
    expect(text).toMatch(/\*1\. Request:\* by Dana Whitfield/);
    expect(text).toMatch(/\*2\. Impact and risk:\* low impact, medium risk/);
    expect(text).toMatch(/\*3\. Approval:\* 0 of 1 given, wanted before <!date/);
    expect(text).toMatch(/\*4\. Implementation:\* planned for <!date/);
    expect(text).toMatch(/\*5\. Validation:\* afterwards, by Dana Whitfield/);
    expect(text).toMatch(/\*Rollback plan\* +Deploy v1\.7\.0\./);
    expect(text).toMatch(/Change request\* passed: It carries out the change request c-/);
  });

  test('approved before its time, it waits for it; everybody can list and read it', async () => {
    await c.presses('lead', 'Approve', card);
    const scheduled = readable(await c.becomes(card, /\*Scheduled\* for /));
    expect(scheduled).toMatch(/\*3\. Approval:\* given by Lena Brandt/);
    expect(await dispatched(c)).toBe(1);
    const list = await c.asks('dev2', '/change list production', /Change requests to production/);
    expect(list).toMatch(/Name the wrong field in answers>\*: scheduled, planned for <!date/);
    expect(list).toContain(id);
    const shown = await c.asks('dev2', `/change show ${id}`, /Change: Name the wrong field/);
    expect(shown).toMatch(/\*Scheduled\*[\s\S]*\*What and why\* +Clients asked for it\./);
    expect(await c.asks('dev2', '/change list nowhere', /could not be read/)).toContain('no environment "nowhere"');
    expect(await c.asks('dev2', '/change show c-nothing', /no change request/)).toContain('/change list');
  });

  test('at its time it is deployed, and whoever asked is asked whether it is right, with the results', async () => {
    await c.passes({ advance: '181m' });
    await c.becomes(card, /\*Running\*[\s\S]*\*4\. Implementation:\* under way/);
    await c.passes({ advance: '15m' });
    await c.becomes(card, /\*Being rolled out\*[\s\S]*left, until/);
    await c.passes({ advance: '10m' });
    const done = readable(await c.becomes(card, /\*Succeeded\*[\s\S]*is asked whether it is right/));
    expect(done).toMatch(/\*Results\*\n:white_check_mark: <http\S+\|Production Deployment: Health monitoring>: passed/);
    expect(done).toMatch(/Checks\* passed/);
    expect(await c.thread(card, /To be validated/)).toMatch(/<@U\w+>, is the change as it should be\?/);
  });

  test('confirmed by whoever asked, or by an approver, and by nobody else', async () => {
    expect(await c.isTold('dev2', 'Confirm', card, /may not answer/)).toMatch(
      /Who can: Dana Whitfield, release-managers/,
    );
    await c.passes({ advance: '31m' });
    await c.becomes(card, /Watch passed: verified/);
    await c.passes({ advance: '25h' });
    await c.thread(card, /Still to be validated/);
    await c.presses('dev', 'Confirm', card);
    const closed = await c.becomes(card, /\*5\. Validation:\* confirmed by Dana Whitfield/);
    expect(buttons(closed)).not.toContain('Confirm');
    expect(await c.asks('dev', '/change list', /Change requests/)).toMatch(
      /Closed last\*[\s\S]*: validated, closed <!date/,
    );
    const history = await c.asks('lead', `/audit about ${id}`, /asked for the change/);
    for (const words of [
      'asked for the change',
      'saw the change approved',
      'carried the change out',
      'confirmed that',
    ]) {
      expect(history).toContain(words);
    }
    expect(await c.asks('dev', `/change cancel ${id}`, /nothing to cancel/)).toContain(`/change show ${id}`);
  });

  test('where nothing is approved it is scheduled at once, and it can be cancelled with a reason', async () => {
    const { view } = await c.types('dev', '/change');
    if (!view) throw new Error('no form was opened');
    expect(readable(view)).toContain('A change of staging needs no approval');
    await c.submits('dev', view.id, { ...plan, Title: 'Try it in staging' });
    const staging = await c.reads('deployments', /Change: Try it in staging[\s\S]*\*Scheduled\* for /, {
      thread: false,
    });
    expect(readable(staging)).toMatch(/\*3\. Approval:\* not needed/);
    const cancel = `/change cancel ${idIn(staging)} the supplier is late`;
    expect(await c.asks('sec', cancel, /may not cancel/)).toContain('Who can: Dana Whitfield');
    expect(await c.asks('dev', cancel, /is being cancelled/)).toContain('Try it in staging');
    const text = readable(await c.becomes(staging, /\*Cancelled\*/));
    expect(text).toMatch(/the supplier is late[\s\S]*\*4\. Implementation:\* did not happen/);
  });
});
