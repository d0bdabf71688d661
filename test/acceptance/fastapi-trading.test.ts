import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation, Message } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { askProduction } from './production.ts';
import { buttons } from './readable.ts';
import { servedAt } from './serving.ts';

/** The FastAPI trading system: teams on GitHub decide who may what, and its ten steps are kept in their order. */
describe('fastapi-trading', { timeout: 60_000 }, () => {
  let c: Conversation;
  let card: Message;
  /** A commit that staging has verified. */
  let verifiedInStaging: string;
  beforeAll(async () => {
    c = await converse({ example: 'fastapi-trading', speed: 20 });
  }, 60_000);
  afterAll(() => c?.close());
  const refused = (handle: string, text: string) => c.asks(handle, text, /Not deployed: /);
  const running = async () => (await c.world()).running['fastapi-trading'] ?? {};
  const main = async () => (await c.world()).repositories['acme/fastapi-trading']?.branches.main ?? '';

  test('who is in no team of the repository deploys nothing, and operations nothing to production', async () => {
    expect(await refused('sec', '/deploy staging')).toContain(
      'Sofia Marchetti does not have the role developers, release-managers or operations',
    );
    const text = await refused('sre', '/deploy production');
    expect(text).toMatch(/Permission\* blocked: Sam Ikeda does not have the role developers or release-managers/);
    expect(text).toMatch(/Earlier environment\* blocked: .* has not been verified in staging/);
  });

  test('production takes no feature branch, nor what nobody has reviewed', async () => {
    const text = await refused('dev', '/deploy production feature/stop-orders');
    expect(text).toMatch(/Ref\* blocked: The branch feature\/stop-orders may not be deployed to production/);
    expect(text).toMatch(/Review\* blocked: lena-lead requested changes to pull request #80/);
  });

  test('staging waits for CI and the quality gates', async () => {
    await c.scenario('checks-red', { ref: 'main', name: 'Code Quality & Security' });
    expect(await refused('dev', '/deploy staging')).toMatch(/Checks\* blocked: .*failed: Code Quality &amp; Security/);
    const refusal = (await c.messages('deployments', 'dev')).findLast(({ ephemeral_to: only }) => only === 'dev');
    if (!refusal) throw new Error('the refusal is gone');
    const asked = await c.isTold('dev', 'Re-run the red checks', refusal, /GitHub runs .* again/);
    expect(asked).toMatch(
      /GitHub runs Code Quality &amp; Security of \w{7} again[\s\S]*You are told here when they have ended/,
    );
    await c.passes({ advance: '20m' });
    const green = await c.reads('deployments', /The checks of \w{7} are green/, { as: 'dev' });
    expect(buttons(green)).toEqual(['Deploy']);
    await c.scenario('checks-pending', { ref: 'main', name: 'Quality Gates' });
    expect(await refused('dev', '/deploy staging')).toMatch(/Checks\* blocked: .*still running: Quality Gates/);
    await c.scenario('checks-green', { ref: 'main' });
  });

  test('staging: main goes out by its commit, and no tag is made for it', async () => {
    await c.types('sre', '/deploy staging');
    const staging = await c.reads('deployments', /fastapi-trading → staging[\s\S]*\*Running\*/);
    const { tags = {} } = (await c.world()).repositories['acme/fastapi-trading'] ?? {};
    expect(Object.keys(tags).sort()).toEqual(['v1.5.0', 'v1.6.0', 'v1.7.0']);
    await c.passes({ advance: '5m' });
    await c.becomes(staging, /\*Succeeded\*[\s\S]*Staging Deployment\ndone in 4 min/);
    expect((await running()).staging).toEqual({ ref: 'main', sha: await main() });
    verifiedInStaging = await main();
  });

  test('production: nobody approves their own, and neither does operations', async () => {
    card = await askProduction(c, 'lead', '-- change request 17');
    const text = readable(card);
    expect(text).toMatch(/Review\* passed: Pull request #77 .* is approved by devin-ops/);
    expect(text).toMatch(/`v1\.7\.0` `\w{7}` +→ .*`main` `\w{7}` +\(<http\S+compare\S+\|3 commits>\)/);
    expect(await c.isTold('lead', 'Approve', card, /does not count/)).toContain('whoever asks does not decide');
    expect(await c.isTold('sre', 'Approve', card, /does not count/)).toContain(
      'does not have the role release-managers',
    );
  });

  test('a deployment that answers too slowly is rolled back, and a second try goes through', async () => {
    const before = (await running()).production;
    await c.scenario('job-fails', { job: 'production', step: 'Performance validation' });
    await c.presses('lead2', 'Approve', card);
    await c.becomes(card, /\*Running\*/);
    await c.passes({ advance: '10m' });
    const failed = readable(await c.becomes(card, /\*Failed\*/));
    expect(failed).toMatch(/Performance validation[\s\S]*Rollback\ndone in 1 min/);
    expect((await running()).production).toEqual(before);

    await c.presses('lead', 'Re-run failed', card);
    await c.becomes(card, /\*Running\*/);
    await c.passes({ advance: '8m' });
    await c.becomes(card, /\*p95\* \d+ ms · limit 800 ms[\s\S]*Smoke test\ndone[\s\S]*Watch it for 10 min/);
    await c.passes({ advance: '10m' });
    await c.becomes(card, /\*Succeeded\*[\s\S]*Watched until[\s\S]*Approved by Luis Ferreira/);
    expect((await running()).production?.sha).toBe(await main());
  });

  test('a version comes back once staging has it', async () => {
    const text = await refused('dev', '/deploy production v1.7.0');
    expect(text).toMatch(/1 gate of \d+ blocks it/);
    expect(text).toMatch(/Earlier environment\* blocked: /);
    await c.types('dev', '/deploy staging v1.7.0');
    const staging = await c.reads('deployments', /\*Running\*[\s\S]*→ {2}`v1\.7\.0`/);
    await c.passes({ advance: '5m' });
    await c.becomes(staging, /\*Succeeded\*/);
    await c.thread(staging, /It goes 3 commits back/);
    const dry = await c.asks('dev', '/deploy production v1.7.0 --dry-run', /Dry run/);
    expect(dry).toMatch(/`main` `\w{7}` +→ +`v1\.7\.0` .*3 commits back/);
    expect(dry).toContain('It would ask for 1 approval from release-managers');
  });

  test('a push to main goes to staging by itself, beside its checks, and counts as verified there', async () => {
    await c.call('POST', '/api/people/dev2/pushes', { branch: 'main', message: 'fix: a stop order without a price' });
    const staging = await c.reads('deployments', /→ staging[\s\S]*Devin Okafor \(devin-ops\), by a push/, {
      thread: false,
    });
    expect(readable(staging)).toContain('Its checks had not ended when it started');
    await c.passes({ advance: '5m' });
    await c.becomes(staging, /\*Succeeded\*[\s\S]*Staging Deployment\ndone in/);
    expect((await running()).staging?.sha).toBe(await main());
    expect(await c.asks('dev', '/deploy production --dry-run', /Dry run/)).toMatch(/Earlier environment\* passed/);
    await c.passes({ advance: '30m' });
    await c.becomes(staging, /Gates\n(\d+) of \1 passed/);
    expect((await c.messages('operations')).map(readable).join()).not.toContain('skipped the rules');
  });

  test('production by a click on GitHub is held there until it is approved in Slack', async () => {
    const before = (await running()).production;
    const inputs = { environment: 'production' };
    await c.call('POST', '/api/people/lead/dispatches', { workflow: 'cd.yml', ref: 'main', inputs });
    const refused = await c.reads('deployments', /→ production[\s\S]*by “Run workflow” on GitHub/, { thread: false });
    expect(readable(await c.becomes(refused, /\*Refused\*/))).toMatch(/Review\* blocked: /);
    await c.until('it is turned away', ({ runs }) => runs[0]?.conclusion === 'failure');
    expect((await running()).production).toEqual(before);
  });

  test('a night without a backup: production waits for one, which the refusal starts', async () => {
    await c.scenario('job-fails', { job: 'database' });
    await c.passes({ set: '2026-01-21T04:30:00Z' });
    const text = await refused('dev', '/deploy production v1.7.0');
    expect(text).toMatch(
      /Backup\* blocked: The last good backup is of Tuesday 20 January, 02:00 UTC, and may be 1 d 2 h old at most/,
    );
    expect(text).toMatch(/Newest run: failure, of Wednesday 21 January, 02:00 UTC/);
    const refusal = (await c.messages('deployments', 'dev')).findLast(({ ephemeral_to: only }) => only === 'dev');
    expect(refusal && buttons(refusal)).toEqual(['Run the backup', 'Try again', 'Open the last backup']);
    await c.isTold('dev', 'Run the backup', refusal ?? { ts: '' }, /backup.yml was started/);
    await c.passes({ advance: '12m' });
    const started = (await c.messages('deployments', 'dev')).findLast(({ ephemeral_to: only }) => only === 'dev');
    await c.presses('dev', 'Try again', started ?? { ts: '' });
    const asked = await c.reads('deployments', /Waiting for approval[\s\S]*`v1\.7\.0`/, { thread: false });
    expect(readable(asked)).toMatch(/Backup\* passed: The last good backup is \d+ min/);
  });

  test('a click on GitHub that keeps to the rules is let in there when it is approved in Slack', async () => {
    const inputs = { environment: 'production' };
    await c.call('POST', '/api/people/dev/dispatches', { workflow: 'cd.yml', ref: 'v1.7.0', inputs });
    const clicked = await c.reads('deployments', /Waiting for approval[\s\S]*by “Run workflow” on GitHub/, {
      thread: false,
    });
    expect(readable(clicked)).toMatch(
      /→ production[\s\S]*`v1\.7\.0`[\s\S]*Dana Whitfield \(dana-dev\), by “Run workflow”/,
    );
    expect(await c.isTold('sre', 'Approve', clicked, /does not count/)).toContain('release-managers');
    await c.presses('lead', 'Approve', clicked);
    await c.becomes(clicked, /\*Running\*[\s\S]*Let into production on GitHub by Quarterdeck's own rule/);
    await c.passes({ advance: '8m' });
    await c.becomes(clicked, /left, until/);
    await c.presses('lead2', 'Promote', clicked);
    await c.becomes(clicked, /\*Succeeded\*[\s\S]*Approved by Lena Brandt/);
    expect((await running()).production).toMatchObject({ ref: 'v1.7.0' });
    expect((await c.messages('operations')).map(readable).join()).not.toContain('skipped the rules');
  });

  test('a version that answers too slowly is brought back by its workflow, to the one that was verified', async () => {
    const verified = await c.reads('deployments', /\*Succeeded\*[\s\S]*by “Run workflow” on GitHub/, { thread: false });
    await c.passes({ advance: '31m' });
    await c.becomes(verified, /Watch passed: verified/);
    const good = await servedAt(c, 'fastapi-trading.example.com');
    await c.call('POST', '/api/people/lead/pushes', { tag: 'v1.8.0', commit: verifiedInStaging });
    await c.scenario('latency-step', { times: 15 });
    const bad = await askProduction(c, 'dev', 'v1.8.0');
    await c.presses('lead', 'Approve', bad);
    await c.becomes(bad, /\*Running\*/);
    await c.passes({ advance: '8m' });
    await c.becomes(bad, /left, until/);
    await c.passes({ advance: '2m' });
    expect(readable(await c.becomes(bad, /\*Failed\*/))).toMatch(/P95: \d+ ms is beyond 800 ms, 3 times in a row\./);
    const back = await c.reads('deployments', /Roll back fastapi-trading in production, v1\.8\.0 → v1\.7\.0/, {
      thread: false,
    });
    await c.becomes(back, /Rolled back by\*\nQuarterdeck, by its rule/);
    await c.passes({ advance: '2m' });
    expect(await c.thread(back, /Time line/)).toMatch(/The earlier version runs again/);
    await c.becomes(bad, /\*Rolled back\*[\s\S]*Taken back to v1\.7\.0/);
    expect(await servedAt(c, 'fastapi-trading.example.com')).toBe(good);
  });
});
