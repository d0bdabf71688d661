import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Conversation, Message } from './conversation.ts';
import { converse, readable } from './conversation.ts';
import { askProduction } from './production.ts';
import { servedAt } from './serving.ts';

/** GoldenSignalsAI: what its documents demand is refused where it is lacking, and goes through where it is there. */
describe('goldensignals', { timeout: 60_000 }, () => {
  let c: Conversation;
  let card: Message;
  beforeAll(async () => {
    c = await converse({ example: 'goldensignals', speed: 20 });
  }, 60_000);
  afterAll(() => c?.close());
  const refused = (handle: string, text: string) => c.asks(handle, text, /Not deployed: /);
  const dry = (text: string) => c.asks('dev', `/deploy ${text} --dry-run`, /Dry run/);
  const main = async () => (await c.world()).repositories['acme/goldensignals']?.branches.main ?? '';

  test('staging takes no commit whose CI has not succeeded', async () => {
    await c.scenario('checks-red', { ref: 'main', name: 'Security Scanning' });
    expect(await refused('dev', '/deploy staging')).toMatch(/Checks\* blocked: .*failed: Security Scanning/);
    await c.scenario('checks-pending', { ref: 'main', name: 'Docker Build' });
    await c.scenario('checks-green', { ref: 'main', name: 'Security Scanning' });
    expect(await refused('dev', '/deploy staging')).toMatch(/Checks\* blocked: .*still running: Docker Build/);
    await c.scenario('checks-green', { ref: 'main' });
  });

  test('production is for who may deploy, from main, and after staging', async () => {
    expect(await refused('sec', '/deploy production')).toContain(
      'does not have the role developers or release-managers',
    );
    const develop = await refused('dev', '/deploy production develop');
    expect(develop).toMatch(/Ref\* blocked: The branch develop may not be deployed to production/);
    expect(develop).toMatch(/Review\* blocked: /);
    const text = await dry('production');
    expect(text).toMatch(/It would be refused by: Earlier environment\./);
    expect(text).toMatch(/has not been verified in staging for goldensignals/);
  });

  test('staging: main goes out, the E2E tests follow, and all of it takes less than 5 minutes', async () => {
    await c.types('dev', '/deploy staging');
    const staging = await c.reads('deployments', /goldensignals → staging[\s\S]*\*Running\*/);
    await c.passes({ advance: '5m' });
    const done = readable(await c.becomes(staging, /\*Succeeded\*/));
    expect(done).toMatch(/Deploy to Staging\ndone in 2 min[\s\S]*E2E Tests\ndone in 2 min/);
    expect((await c.world()).running.goldensignals?.staging?.sha).toBe(await main());
  });

  test('production takes no commit of which CI measured too little coverage, or none', async () => {
    const measured = (rate: string, file = 'coverage.xml') =>
      c.scenario('artifact', { ref: 'main', name: 'coverage', file, content: `<coverage line-rate="${rate}"/>` });
    await measured('0.599');
    expect(await dry('production')).toMatch(/Checks\* blocked: .*coverage is 59.9 %[\s\S]*wanted: at least 60 %/);
    await measured('0.8', 'htmlcov/index.html');
    expect(await dry('production')).toMatch(/Checks\* blocked: .*the artifact coverage has no file coverage.xml/);
    await measured('0.6');
    expect(await dry('production')).toMatch(/Checks\* passed: [\s\S]*Coverage: 60 %/);
  });

  test('production: who asks does not approve; the card says what the gates saw', async () => {
    card = await askProduction(c, 'lead', '-- the weekly release');
    const text = readable(card);
    expect(text).toMatch(/Review\* passed: Pull request #163 .* is approved by lena-lead and sam-sre/);
    expect(text).toMatch(/Commits\* passed: All 5 commits since \w{7} are conventional, signed and tied to an issue/);
    await c.reads('operations', /Waiting for approval/);
    expect(await c.isTold('lead', 'Approve', card, /does not count/)).toContain('whoever asks does not decide');
  });

  test('a canary whose requests fail is taken back by itself, and users have the version before', async () => {
    const before = await servedAt(c, 'goldensignals.ai');
    await c.scenario('error-spike', { percent: 30 });
    await c.presses('lead2', 'Approve', card);
    await c.becomes(card, /\*Running\*/);
    await c.passes({ advance: '4m' });
    await c.becomes(card, /\*10 % of the traffic\*[\s\S]*left, until/);
    await c.passes({ advance: '2m' });
    const back = readable(await c.becomes(card, /\*Rolled back\*/));
    expect(back).toMatch(
      /Errors: [\d.]+ % is beyond 5 %, 3 times in a row\. goldensignals is back on the version before/,
    );
    expect(back).toMatch(/Deploy to Production\ndone in[\s\S]*Watch 10 % for 15 min\nfailed\nTake it back/);
    expect(await servedAt(c, 'goldensignals.ai')).toBe(before);
    await c.scenario('calm');
  });

  test('what was taken back is kept away until somebody releases it, and production is locked', async () => {
    expect(await c.thread(card, /Time line/)).toMatch(/was taken back\.[\s\S]*is locked by[\s\S]*is quarantined/);
    const text = await refused('lead', '/deploy production');
    expect(text).toMatch(/Quarantine\* blocked: .*was taken back in production by Quarterdeck/);
    expect(text).toMatch(/Lock\* blocked: /);
    await c.asks('lead', '/rollback release production main', /may go to production again/);
    await c.asks('lead', '/unlock production', /Unlocked/);
  });

  test('the next try is watched with 10 % for 15 minutes beside the version before it, and then has everything', async () => {
    card = await askProduction(c, 'lead', '-- the weekly release, once more');
    await c.presses('lead2', 'Approve', card);
    await c.becomes(card, /\*Running\*/);
    await c.passes({ advance: '4m' });
    await c.becomes(card, /\*10 % of the traffic\*[\s\S]*left, until/);
    await c.passes({ advance: '5m' });
    const judged = readable(await c.becomes(card, /:white_check_mark: \*cpu\* [\d.]+ ms · stable [\d.]+ ms/));
    expect(judged).toMatch(/:white_check_mark: \*errors\* [\d.]+ % · limit 5 %/);
    expect(judged).toMatch(/:white_check_mark: \*p95\* \d+ ms · limit 1000 ms/);
    await c.passes({ advance: '1m' });
    const pictured = await c.becomes(card, /Canary of \S+ \S+ against stable, [\s\S]*Within the limit: errors/);
    expect(JSON.stringify(pictured.blocks)).toMatch(/"slack_file":\{"id":"F/);
    await c.passes({ advance: '9m' });
    const out = readable(await c.becomes(card, /\*Succeeded\*[\s\S]*Approved by Luis Ferreira/));
    expect(out).toMatch(
      /Deploy to Production\ndone in[\s\S]*GitHub Release\ndone in 10 s\nCDN Invalidation\ndone in 20 s/,
    );
    expect(await servedAt(c, 'goldensignals.ai', '/api/v1/health')).toBe(await main());
  });

  test('one approval is not enough, nor are commits without a signature and an issue, nor a branch that lets all in', async () => {
    await c.scenario('pull-request', { branch: 'fix/limits', approved_by: ['lead'], merge: true });
    await c.scenario('branch-protection', {
      branch: 'main',
      approvals: 1,
      checks: ['Backend Tests'],
      administrators: true,
    });
    const text = await dry('production');
    expect(text).toMatch(/Review\* blocked: Pull request #\d+ \(.*\) has 1 of 2 approvals/);
    expect(text).toMatch(/Commits\* blocked: .*[\s\S]*by dana-dev: not signed and names no issue/);
    expect(text).toMatch(
      /Branch protection\* blocked: .*missing: 2 approving reviews \(found 1\) and branches up to date/,
    );
    expect(text).toMatch(/Checks\* blocked: .*(missing|still running)/);
  });

  test('what main has goes to staging by itself when its CI has succeeded, and counts as verified there', async () => {
    await c.passes({ advance: '12m' });
    const staging = await c.reads('deployments', /→ staging[\s\S]*by another workflow that ended/, { thread: false });
    expect(readable(staging)).not.toContain('Past the rules');
    await c.passes({ advance: '5m' });
    await c.becomes(staging, /\*Succeeded\*[\s\S]*E2E Tests\ndone in/);
    expect((await c.world()).running.goldensignals?.staging?.sha).toBe(await main());
    expect(await dry('production')).toMatch(/Earlier environment\* passed/);
  });

  test('production by a click on GitHub, where nothing protects it, goes past the rules: operations read which', async () => {
    const inputs = { environment: 'production', deployment_id: 'by hand' };
    await c.call('POST', '/api/people/lead/dispatches', { workflow: 'cd.yml', ref: 'main', inputs });
    const clicked = await c.reads('deployments', /→ production[\s\S]*by “Run workflow” on GitHub/, {
      thread: false,
    });
    const text = readable(clicked);
    expect(text).toMatch(/Lena Brandt \(lena-lead\), by “Run workflow” on GitHub/);
    expect(text).toMatch(/Past the rules:\* it was not started here, and would not have been/);
    const told = readable(await c.reads('operations', /A deployment skipped the rules/));
    expect(told).toMatch(/→ production[\s\S]*Lena Brandt \(lena-lead\) by “Run workflow” on GitHub/);
    expect(told).toMatch(/Pull request #\d+ \(.*\) has 1 of 2 approvals/);
    expect(told).toMatch(/needs an approval from release-managers, and nobody was asked/);
    await c.passes({ advance: '4m' });
    await c.becomes(clicked, /\*10 % of the traffic\*[\s\S]*left, until/);
    await c.presses('sre', 'Promote', clicked);
    await c.becomes(clicked, /\*Succeeded\*/);
    expect((await c.world()).running.goldensignals?.production?.sha).toBe(await main());
  });
});
