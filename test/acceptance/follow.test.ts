import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converseChanged } from './changed-conversation.ts';
import { outWithItsRun } from './changed-example.ts';
import type { Conversation, Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { buttons, linkOf, posted } from './readable.ts';

/** The trading engine, slowly; the world's clock is moved where nobody wants to wait. */
describe('following a deployment', { timeout: 60_000 }, () => {
  let c: Conversation;
  let failed: Message;
  beforeAll(async () => {
    c = await converseChanged({ 'quarterdeck.yml': outWithItsRun });
  }, 60_000);
  afterAll(() => c?.close());

  test('while it runs the message says which job is under way, and links to the run', async () => {
    await c.scenario('job-fails', { job: 'deploy-staging', step: 'Smoke tests' });
    await c.types('dev', '/deploy staging');
    const message = await c.reads('deployments', /\*Running\*[\s\S]*Deploy to staging\nrunning/);
    expect(buttons(message)).toEqual(['Cancel', 'View run']);
    expect(linkOf(message, 'View run')).toContain('/acme/trading-engine/actions/runs/');
  });

  test('a failed step: the message names it, the thread has the end of its log and mentions dev', async () => {
    await c.passes({ advance: '15m' });
    failed = await c.reads('deployments', /:x: \*Failed\*[\s\S]*Deploy to staging failed at "Smoke tests"/, {
      thread: false,
    });
    expect(readable(failed)).toMatch(/Deploy to staging\nfailed in [\w ]+,? at: Smoke tests/);
    expect(buttons(failed)).toEqual(['Re-run failed', 'Deploy again', 'View run']);
    const thread = await c.thread(failed, /\*Failed\*: [\s\S]*<@U/);
    expect(thread).toMatch(/:x: \*Failed:\* `Deploy to staging` at `Smoke tests`\n[\s\S]*(error|exit code)/i);
    expect(posted(await c.messages('deployments'))).toHaveLength(1);
  });

  test('sec may not re-run it: only they read why, and the message stays as it ended', async () => {
    const told = await c.isTold('sec', 'Re-run failed', failed, /Not deployed: A re-run/);
    expect(told).toMatch(
      /Permission.*blocked: Sofia Marchetti does not have the role developers, release-managers or sre/,
    );
    expect(buttons(await c.becomes(failed, /\*Failed\*/))).toEqual(['Re-run failed', 'Deploy again', 'View run']);
  });

  test('a second attempt whose load test misses its thresholds fails too, and production does not take what it tested', async () => {
    await c.scenario('job-fails', { job: 'load-test', step: 'Check thresholds' });
    await c.presses('dev', 'Re-run failed', failed);
    await c.becomes(failed, /Running[\s\S]*attempt 2, re-run by Dana Whitfield/);
    await c.passes({ advance: '20m' });
    failed = await c.becomes(failed, /\*Failed\*[\s\S]*Load test\nfailed in [\w ]+,? at: Check thresholds/);
    const production = await c.asks('dev', '/deploy production v1.4.0 --dry-run', /Dry run/);
    expect(production).toMatch(/Earlier environment\* blocked: .*has not been verified in staging for api/);
  });

  test('dev2 presses Re-run failed: a third attempt of the same run succeeds in the same message', async () => {
    const runs = (await c.world()).runs.length;
    await c.presses('dev2', 'Re-run failed', failed);
    await c.becomes(failed, /Running[\s\S]*attempt 3, re-run by Devin Okafor/);
    await c.passes({ advance: '20m' });
    const message = await c.becomes(failed, /\*Succeeded\*[\s\S]*attempt 3, re-run by Devin Okafor/);
    expect(buttons(message)).toEqual(['Deploy again', 'View run', 'Open environment']);
    expect((await c.world()).runs).toHaveLength(runs);
    expect(posted(await c.messages('deployments'))).toHaveLength(1);
    await c.thread(failed, /\*Succeeded\*: [\s\S]*<@U/);
  });

  test('Deploy again asks anew, in a message of its own; Cancel stops its run on GitHub', async () => {
    await c.presses('dev2', 'Deploy again', failed);
    const second = await c.reads('deployments', /Running[\s\S]*Asked by\*\nDevin Okafor/, { after: failed.ts });
    await c.presses('dev', 'Cancel', second);
    const cancelled = await c.becomes(second, /\*Cancelled\*[\s\S]*Cancelled by Dana Whitfield/);
    expect(buttons(cancelled)).toEqual(['Re-run failed', 'Deploy again', 'View run']);
    await c.until('the run is cancelled', ({ runs }) => runs.some(({ conclusion }) => conclusion === 'cancelled'));
    expect(posted(await c.messages('deployments'))).toHaveLength(2);
  });

  test('the cancelled one may be re-run too; the same press, delivered twice, is one attempt', async () => {
    const [, second] = posted(await c.messages('deployments'));
    if (!second) throw new Error('the second message is gone');
    await c.presses('lead', 'Re-run failed', second);
    await c.call('POST', '/api/slack/redeliver');
    await c.becomes(second, /Running[\s\S]*attempt 2, re-run by Lena Brandt/);
    await c.passes({ advance: '20m' });
    await c.becomes(second, /\*Succeeded\*[\s\S]*attempt 2/);
  });

  test('Cancel, pressed by two at once: both are acknowledged, and who came second reads that it is over', async () => {
    const after = posted(await c.messages('deployments')).at(-1)?.ts ?? '0';
    await c.types('dev', '/deploy staging worker');
    const running = await c.reads('deployments', /\/worker → staging[\s\S]*\*Running\*/, { thread: false, after });
    const answers = await Promise.all([c.presses('dev', 'Cancel', running), c.presses('lead', 'Cancel', running)]);
    expect(answers).toEqual([{ acked: true }, { acked: true }]);
    await c.becomes(running, /\*Cancelled\*[\s\S]*Cancelled by (Dana Whitfield|Lena Brandt)/);
  });

  const elsewhere = { thread: false } as const;
  const push = (handle: string, body: object) => c.call('POST', `/api/people/${handle}/pushes`, body);
  const skips = async () =>
    (await c.messages('operations')).filter((message) => /skipped the rules/.test(readable(message)));

  test('a push to develop deploys by itself: the same message, with who pushed, and nothing to report', async () => {
    await push('dev2', { branch: 'develop', message: 'fix: round half to even' });
    const pushed = await c.reads(
      'deployments',
      /default → staging[\s\S]*Devin Okafor \(devin-ops\), by a push/,
      elsewhere,
    );
    expect(buttons(pushed)).toEqual(['Cancel', 'View run']);
    await c.passes({ advance: '20m' });
    const done = readable(await c.becomes(pushed, /\*Succeeded\*[\s\S]*Deploy to staging\ndone in/));
    expect(done).toMatch(/`develop` `\w{7}` {2}→ {2}`develop` `\w{7}`/);
    expect(await c.thread(pushed, /fix: round half to even[\s\S]*\*Succeeded\*: [\s\S]*after it was started/)).toMatch(
      /<@U/,
    );
    expect(await c.asks('dev', '/deploys staging', /What runs in staging/)).toMatch(/by Devin Okafor\n/);
    expect(await skips()).toEqual([]);
  });

  test('a release tag is held by GitHub until it is approved; it can be cancelled like any other', async () => {
    await push('dev', { tag: 'v1.5.0', commit: 'v1.4.0', message: 'Release 1.5.0' });
    const pushed = await c.reads('deployments', /→ production[\s\S]*Started by\*\nDana Whitfield/, elsewhere);
    await c.becomes(
      pushed,
      /Waiting for approval[\s\S]*GitHub holds its run before \*production\* until it is decided/,
    );
    await c.presses('lead2', 'Approve', pushed);
    await c.becomes(pushed, /\*Running\*[\s\S]*Let into production on GitHub by Quarterdeck's own rule/);
    expect(readable(pushed)).not.toContain('Past the rules');
    await c.presses('lead', 'Cancel', pushed);
    await c.becomes(pushed, /\*Cancelled\*[\s\S]*Cancelled by Lena Brandt/);
  });

  test('a click on GitHub is found though no webhook tells of it; what cannot be known of it is said', async () => {
    await c.scenario('webhooks-lost');
    const inputs = { environment: 'staging', services: 'api', deployment_id: 'by hand' };
    await c.call('POST', '/api/people/sec/dispatches', { workflow: 'deploy.yml', ref: 'develop', inputs });
    await c.passes({ advance: '1m' });
    const clicked = await c.reads(
      'deployments',
      /Sofia Marchetti \(sofia-sec\), by “Run workflow” on GitHub/,
      elsewhere,
    );
    expect(readable(clicked)).toContain('GitHub does not tell which services it deploys');
    expect(readable(clicked)).toMatch(/Past the rules:[\s\S]*Sofia Marchetti does not have the role developers/);
    const report = readable(await c.reads('operations', /A deployment skipped the rules/));
    expect(report).toMatch(
      /`develop` `\w{7}` → staging[\s\S]*Sofia Marchetti \(sofia-sec\) by “Run workflow” on GitHub\./,
    );
    expect(await c.asks('lead', '/audit staging', /deployed past the rules/)).toContain('does not have the role');
    await c.scenario('webhooks-normal');
    await c.passes({ advance: '20m' });
    await c.becomes(clicked, /\*Succeeded\*/);
    expect(await skips()).toHaveLength(1);
  });
});
