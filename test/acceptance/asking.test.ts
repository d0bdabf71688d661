import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation, View } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { buttons, posted } from './readable.ts';

/** "Deployment Checklist", in the document's words. */
const checklist = [
  'All CI checks pass',
  'Code reviewed and approved',
  'Database migrations tested',
  '.env secrets updated',
  'Monitoring configured',
  'Rollback plan ready',
  'Stakeholders notified',
  'Smoke tests prepared',
];

/** AlphaVelocity: one service, whose workflow takes the commit as an input. */
describe('asking, in the other example', { timeout: 60_000 }, () => {
  let c: Conversation;
  beforeAll(async () => {
    c = await converse({ example: 'alphavelocity', speed: 20 });
  }, 60_000);
  afterAll(() => c?.close());

  test('doctor finds everything in order', async () => {
    // What stands beside the bot is made when it is first asked for, which takes a busy machine longer than the doctor waits.
    const { addresses } = await c.call<{ addresses: Record<string, string> }>('GET', '/api/world');
    await Promise.all([addresses.prometheus, addresses.alertmanager].map((address) => fetch(`${address}/-/ready`)));
    const text = await c.asks('lead', '/quarterdeck doctor', /^Doctor/);
    expect(text).toMatch(/All \d+ checks passed/);
    expect(text).not.toContain(':x:');
  });

  test('help shows every command with examples; an unknown verb is corrected', async () => {
    const help = await c.asks('dev', '/quarterdeck help', /What Quarterdeck can do/);
    for (const name of ['/deploy', '/deploys', '/lock', '/unlock', '/quarterdeck']) expect(help).toContain(`*${name}*`);
    expect(await c.asks('dev', '/quarterdeck docter', /does not know/)).toContain('Did you mean /quarterdeck doctor?');
  });

  test('whoami tells roles and rights, of a developer and of sec', async () => {
    const dev = await c.asks('dev', '/quarterdeck whoami', /You are Dana Whitfield/);
    expect(dev).toContain('`dana-dev`');
    expect(dev).toMatch(/staging: you may deploy\n• production: you may deploy$/m);
    const lead = await c.asks('lead', '/quarterdeck whoami', /You are Lena Brandt/);
    expect(lead).toContain('production: you may deploy and approve');
    expect(await c.asks('sec', '/quarterdeck whoami', /You are Sofia/)).toContain('you may neither deploy nor approve');
  });

  test('production takes no malformed version, nor what is red, tested too little, or has not been in staging', async () => {
    const dry = (text: string) => c.asks('dev', `/deploy production ${text} --dry-run`, /Dry run/);
    expect(await dry('v1.4')).toMatch(/Ref\* blocked: The tag v1\.4 may not be deployed to production/);
    const main = await dry('main');
    expect(main).toMatch(/Ref\* blocked: Branches may not be deployed to production/);
    const report = (rate: string) =>
      c.scenario('artifact', { ref: 'v1.4.0', file: 'coverage.xml', content: `<coverage line-rate="${rate}"/>` });
    await report('0.699');
    const text = await dry('v1.4.0');
    expect(text).toMatch(/Earlier environment\* blocked: .*has not been verified in staging/);
    expect(text).toMatch(/Checks\* blocked: .*coverage is 69.9 %[\s\S]*wanted: at least 70 %/);
    await report('0.7');
    await c.scenario('checks-red', { ref: 'v1.4.0', name: 'build-status' });
    expect(await dry('v1.4.0')).toMatch(/Checks\* blocked: .*failed: build-status/);
    await c.scenario('checks-green', { ref: 'v1.4.0', name: 'build-status' });
    expect(await c.asks('sec', '/deploy production v1.4.0', /Not deployed: /)).toMatch(/Permission\* blocked/);
  });

  test('staging, by the default ref, then production with an approval: both arrive', async () => {
    await c.types('dev', '/deploy staging');
    const staging = await c.reads('deployments', /alphavelocity → staging[\s\S]*\*Running\*/);
    await c.passes({ advance: '20m' });
    expect(readable(await c.becomes(staging, /\*Succeeded\*/))).toMatch(
      /Build Docker image\ndone[\s\S]*Deploy to staging\ndone/,
    );

    await c.types('dev', '/deploy production -- “the weekly one”');
    const card = await c.reads('deployments', /alphavelocity → production[\s\S]*Waiting for approval/);
    expect(readable(card)).toMatch(/Checks\* passed: The check build-status on \w{7} is green/);
    expect(readable(card)).toMatch(/Checklist\* warning: Its 8 items are ticked when it is approved/);
    const { view } = await c.presses('lead', 'Approve', card);
    if (!view) throw new Error('no form to tick the checklist in');
    expect(readable(view)).toMatch(/counts for exactly \w{7}, and with every item ticked/);
    const short = await c.submits('lead', view.id, { Checklist: checklist.slice(0, 6) });
    expect(short.errors).toEqual({ Checklist: 'Not ticked: Stakeholders notified; Smoke tests prepared' });
    expect(await c.asks('dev2', '/why production', /Why: /)).toMatch(
      /Under way there[\s\S]*Its checklist is ticked when it is approved: All CI checks pass; .*Smoke tests prepared/,
    );
    await c.submits('lead', view.id, { Checklist: checklist });
    await c.becomes(card, /\*Running\*[\s\S]*Approved by Lena Brandt \(release-managers; ticked all 8 items/);
    await c.thread(card, /Lena Brandt ticked the checklist[\s\S]*Rollback plan ready/);
  });

  test('/deploys: in flight with Cancel, what runs where, and what was', async () => {
    const board = await c.asks('dev2', '/deploys', /In flight/);
    expect(board).toMatch(/Running[\s\S]*`v1\.4\.0`[\s\S]*→ production[\s\S]*asked by Dana Whitfield/);
    expect(board).toMatch(
      /What runs in staging\*\n• \*alphavelocity\* {2}`develop` `\w{7}` since .* by Dana Whitfield/,
    );
    expect(board).toMatch(
      /Recently\*\n:white_check_mark: Succeeded: alphavelocity `develop` → staging by Dana Whitfield/,
    );
    const message = (await c.messages('deployments', 'dev2')).findLast(({ ephemeral_to: only }) => only === 'dev2');
    expect(message && buttons(message)).toEqual(['Cancel', 'View run']);
    const guests = await c.asks('sec', '/deploys production', /In flight/);
    expect(guests).not.toContain('What runs in staging');
    expect(await c.asks('dev', '/deploys moon', /could not be read/)).toContain('Known: staging, production');
  });

  test('the Home tab shows what waits for whom, and Deploy opens the form', async () => {
    const home = await c.call<View>('GET', '/api/people/dev/home');
    expect(readable(home)).toMatch(/In flight[\s\S]*→ production/);
    const { view } = await c.call<{ view?: View }>('POST', '/api/people/dev/actions', { home: true, button: 'Deploy' });
    expect(view && readable(view)).toContain('Environment');
    const guest = await c.call<View>('GET', '/api/people/guest/home');
    expect(readable(guest)).toContain('Guests cannot use Quarterdeck');
  });

  test('Cancel on the board stops the run; lock and unlock are told to everybody in the channel', async () => {
    const board = (await c.messages('deployments', 'dev2')).findLast(({ ephemeral_to: only }) => only === 'dev2');
    if (!board) throw new Error('the board is gone');
    await c.presses('dev2', 'Cancel', board);
    await c.reads('deployments', /alphavelocity → production[\s\S]*\*Cancelled\*[\s\S]*Cancelled by Devin Okafor/);
    await c.until('the run is cancelled', ({ runs }) => runs.some(({ conclusion }) => conclusion === 'cancelled'));

    const before = posted(await c.messages('deployments')).length;
    await c.types('lead', '/lock production incident 4711');
    const lock = await c.reads('deployments', /Locked:\* \*all of production\* by Lena Brandt/, { as: 'lead' });
    expect(posted(await c.messages('deployments')).length - before).toBeLessThanOrEqual(1);
    expect(await c.asks('dev', '/deploys', /Locks/)).toContain('incident 4711');
    await c.presses('lead', 'Unlock', lock);
    await c.reads('deployments', /Unlocked:\* all of production by Lena Brandt/, { as: 'lead' });
  });

  test('/audit: who did what, in pages; by person, subject and words; one entry in full; and the proof', async () => {
    const newest = await c.asks('dev', '/audit', /Audit log/);
    expect(newest).toMatch(
      /\*Lena Brandt\* released the lock on all of production[\s\S]*\*Lena Brandt\* approved, having ticked All CI/,
    );
    expect(newest).toMatch(/\*Dana Whitfield\* asked to deploy[\s\S]*to production: "the weekly one"/);
    const page = (await c.messages('deployments', 'dev')).findLast(({ ephemeral_to: only }) => only === 'dev');
    const oldest = await c.isTold('dev', 'Older', page ?? { ts: '' }, /took the catalog/);
    expect(oldest).toMatch(/asked to deploy[\s\S]*to staging/);

    const locks = await c.asks('sec', '/audit by @lead about production action=lock.taken', /Audit log/);
    expect(locks).toMatch(/\*Lena Brandt\* locked all of production: incident 4711/);
    expect(locks).not.toContain('released');
    expect(await c.asks('dev', '/audit INCIDENT since 2d', /Audit log/)).toContain('incident 4711');
    expect(await c.asks('dev', '/audit nothing-like-this', /Nothing fits/)).toContain('with `nothing-like-this`');
    expect(await c.asks('dev', '/audit about prod', /could not be read/)).toContain('Did you mean production?');

    expect(await c.asks('dev', '/audit show 1', /Audit entry 1/)).toContain('`catalog.activated`');
    expect(await c.asks('dev', '/audit show 4711', /no entry 4711/)).toContain('/audit lists the newest');
    expect(await c.asks('dev', '/audit verify', /Nobody has changed the audit log/)).toMatch(/Entries 1 to \d+ follow/);
    expect(await c.asks('guest', '/audit', /Not for you/)).toContain('Guests cannot use Quarterdeck');
  });

  test('a push to develop goes to staging by itself', async () => {
    await c.call('POST', '/api/people/dev2/pushes', { branch: 'develop', message: 'fix: the score of an empty list' });
    const pushed = await c.reads('deployments', /→ staging[\s\S]*Devin Okafor \(devin-ops\), by a push/, {
      thread: false,
    });
    await c.passes({ advance: '10m' });
    await c.becomes(pushed, /\*Succeeded\*/);
  });

  test('a release tag is held by GitHub before production, and asks in Slack as ever: who pushed it does not approve', async () => {
    await c.call('POST', '/api/people/lead/pushes', { tag: 'v1.4.1', branch: 'main', message: 'Release 1.4.1' });
    await c.passes({ advance: '3m' });
    const card = await c.reads('deployments', /→ production[\s\S]*Waiting for approval[\s\S]*GitHub holds its run/, {
      thread: false,
    });
    expect(readable(card)).toMatch(/Started by\*\nLena Brandt \(lena-lead\), by a push/);
    const { view } = await c.presses('lead2', 'Approve', card);
    if (!view) throw new Error('no form to tick the checklist in');
    await c.submits('lead2', view.id, { Checklist: checklist });
    await c.becomes(card, /\*Running\*[\s\S]*Let into production on GitHub by Quarterdeck's own rule/);
    await c.passes({ advance: '10m' });
    await c.becomes(card, /\*Succeeded\*/);
    expect((await c.world()).running.alphavelocity?.production?.ref).toBe('v1.4.1');
    expect((await c.messages('operations')).map(readable).join()).not.toContain('skipped the rules');
  });
});
