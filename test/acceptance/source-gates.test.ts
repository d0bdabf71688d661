import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangedConversation } from './changed-conversation.ts';
import { converseChanged } from './changed-conversation.ts';
import { inTurn, outWithItsRun, replacing } from './changed-example.ts';
import { readable } from './conversation.ts';
import { deployStaging } from './production.ts';

const measured = `
            pending: wait
            wait_for: 45m
            coverage: { check: coverage, minimum: 70 }
            load_test: { check: k6, p95: 500ms, p99: 1s, errors: 1, order_execution: 300ms }`;
const gates = `
          commits: { conventional: true, signed: true }
          review: { approvals: 2 }
          branch_protection:
            branch: main
            approvals: 2
            status_checks: true
            up_to_date: true
            administrators: true`;

const ignored = 'ignored: ["Deploy to *", "Load test"]';
const refuse = '          already_running: refuse';

/** The trading engine, with the gates that ask GitHub about more than checks. */
describe('gates that ask GitHub', { timeout: 60_000 }, () => {
  let c: ChangedConversation;
  beforeAll(async () => {
    c = await converseChanged({
      'quarterdeck.yml': inTurn(
        outWithItsRun,
        replacing([
          ['ref: { tags: ["v*.*.*"] }', 'ref: { tags: ["v*.*.*"], branches: ["hotfix/**"] }'],
          [ignored, `${ignored}${measured}`],
          [refuse, `${refuse}${gates}`],
        ]),
      ),
    });
    await deployStaging(c);
  }, 60_000);
  afterAll(() => c?.close());
  const dry = (ref: string, answer = /Dry run/) => c.asks('dev', `/deploy production ${ref} --dry-run`, answer);

  test('review: a release that two people approved may go, and they are named', async () => {
    const text = await dry('v1.4.0');
    expect(text).toContain(
      '*Review* passed: Pull request #431 (Merge develop for 1.4.0) is approved by lena-lead and sam-sre.',
    );
    expect(text).toMatch(/\*Branch protection\* passed: main is protected as it has to be/);
    expect(text).toMatch(/Required checks: lint, test and integration/);
  });

  test('review: what is lacking is said, and a word on GitHub is enough to change it', async () => {
    const hotfix = { branch: 'hotfix/limits', push: false };
    await c.scenario('pull-request', { branch: 'hotfix/limits', approved_by: ['lead', 'guest'] });
    const lacking = await dry('hotfix/limits');
    expect(lacking).toMatch(/Review\* blocked: Pull request #\d+ \(.*\) has 1 of 2 approvals; gus-guest may not write/);
    expect(lacking).toMatch(/Approvals of #\d+: lena-lead \(wanted: 2 people other than dana-dev\)/);
    await c.scenario('pull-request', { ...hotfix, changes_requested_by: ['sre'] });
    expect(await dry('hotfix/limits')).toMatch(/Review\* blocked: sam-sre requested changes to pull request #\d+/);
    await c.scenario('pull-request', { ...hotfix, approved_by: ['sre'] });
    expect(await dry('hotfix/limits')).toMatch(/Review\* passed: .* is approved by lena-lead and sam-sre/);
    await c.call('POST', '/api/people/dev/pushes', { branch: 'hotfix/limits', message: 'fix: and one more' });
    expect(await dry('hotfix/limits')).toMatch(/Review\* blocked: .*lena-lead and sam-sre approved an earlier commit/);
    await c.asks('dev', '/deploy production hotfix/limits', /Not deployed: /);
    const refusal = (await c.messages('deployments', 'dev')).findLast(({ ephemeral_to: only }) => only === 'dev');
    const asking = 'Ask lena-lead and sam-sre for a review';
    await c.isTold('dev', asking, refusal ?? { ts: '' }, /Lena Brandt and Sam Ikeda have been asked/);
    const asked = await c.reads('@sre', /asks you to review pull request #\d+/, { as: 'sre' });
    expect(readable(asked)).toMatch(/What for: to deploy \S+ hotfix\/limits to production/);
  });

  test('review: what no pull request brought is refused', async () => {
    await c.call('POST', '/api/people/dev/pushes', { branch: 'hotfix/alone', message: 'fix: quickly' });
    const text = await c.asks('dev', '/deploy production hotfix/alone', /Not deployed: /);
    expect(text).toMatch(
      /Review\* blocked: Commit \w{7} is not the result of a pull request. GitHub knows of no pull request with/,
    );
    expect(text).toContain('Bring the change in by a pull request');
  });

  test('commits: those since what runs are looked at, and each that does not fit is named', async () => {
    expect(await dry('v1.4.0')).toMatch(/Commits\* passed: All 11 commits since \w{7} are conventional and signed/);
    const push = { branch: 'hotfix/words', message: 'Quick fix <!channel>' };
    await c.call('POST', '/api/people/dev2/pushes', push);
    const text = await dry('hotfix/words');
    expect(text).toMatch(/Commits\* blocked: 1 of 12 commits does not follow the rules for commits here/);
    expect(text).toMatch(/\w{7} "Quick fix &lt;!channel&gt;" by devin-ops: not a conventional commit and not signed/);
    await c.call('POST', '/api/people/dev2/pushes', {
      branch: 'hotfix/signed',
      message: 'fix: in good order',
      signature: 'valid',
    });
    expect(await dry('hotfix/signed')).toMatch(/Commits\* passed: All 12 commits/);
  });

  test('checks: coverage and the load test are read from what checks report, of the same content in staging too', async () => {
    expect(await dry('v1.4.0')).toMatch(/Checks\* blocked: .*no check coverage tells the result of the coverage/);
    const green = (name: string, ref: string, summary: string) => c.scenario('checks-green', { name, ref, summary });
    await green('coverage', 'v1.4.0', 'Coverage: 68.4% of statements');
    // What staging verified is another commit with the same content.
    const k6 = 'http_req_duration: p(95)=612ms p(99)=900ms\nhttp_req_failed: 0.2%\norder_execution: p(95)=250ms';
    await green('k6', 'develop', k6);
    const text = await dry('v1.4.0');
    expect(text).toMatch(/Checks\* blocked: .*coverage is 68.4 %.* the load test missed p95 612 ms \(below 500 ms\)/);
    expect(text).toContain('Coverage: 68.4 % (wanted: at least 70 %)');
    await green('coverage', 'v1.4.0', 'Coverage: 71% of statements');
    await green('k6', 'develop', k6.replace('612ms', '412ms'));
    expect(await dry('v1.4.0')).toMatch(/Checks\* passed: .*, and what was measured is good enough/);
  });

  test('checks: what has not ended is waited for, said in the message, and then people are asked', async () => {
    await c.scenario('checks-pending', { ref: 'v1.4.0', name: 'lint' });
    expect(await dry('v1.4.0')).toMatch(/Checks\* warning: .*still running: lint. A deployment waits for them/);
    await c.types('dev', '/deploy production v1.4.0');
    const message = await c.reads('deployments', /→ production[\s\S]*still running: lint/, { thread: false });
    await c.scenario('checks-green', { ref: 'v1.4.0', name: 'lint' });
    await c.passes({ advance: '31s' });
    const asked = await c.becomes(message, /Waiting for approval/);
    await c.presses('dev', 'Cancel', asked);
    await c.becomes(message, /\*Cancelled\*/);
  });

  test('branch protection: switched off it refuses, and each demand is shown', async () => {
    await c.scenario('branch-protection', { branch: 'main', approvals: 1, checks: ['lint'], administrators: true });
    const text = await dry('v1.4.0');
    expect(text).toMatch(
      /Branch protection\* blocked: .*missing: 2 approving reviews \(found 1\) and branches up to date/,
    );
    expect(text).toMatch(/Approving reviews: 1 \(wanted: at least 2\)/);
    await c.scenario('branch-protection', { branch: 'main' });
    expect(await dry('v1.4.0')).toMatch(/Administrators included: nothing binds them/);
  });

  test('what GitHub does not tell is not let through, and the permission that is missing is named', async () => {
    const forbid = (permission: string, match: string) =>
      c.call('POST', '/api/github/faults', { kind: 'forbidden', permission, match, times: 9 });
    await forbid('pull_requests', 'graphql PullRequests');
    await forbid('administration', 'graphql BranchProtection');
    const text = await dry('v1.4.0');
    expect(text).toMatch(/Review\* blocked: The pull request could not be looked at.*Resource not accessible/);
    expect(text).toMatch(/Branch protection\* blocked: .*GitHub wants "Administration: read"/);
    await c.call('DELETE', '/api/github/faults');
  });

  test('checks: results in artifacts of workflows, once the catalog names the files', async () => {
    await c.example.change(
      'quarterdeck.yml',
      replacing([
        ['coverage: { check: coverage,', 'coverage: { from: { artifact: coverage, file: coverage-summary.json },'],
        [
          'load_test: { check: k6, p95: 500ms,',
          'load_test: { from: { artifact: k6, file: k6.json }, thresholds: true, p95: 500ms,',
        ],
      ]),
    );
    const lacking = /Checks\* blocked: .*there is no artifact coverage of \w{7} and there is no artifact k6 of \w{7}/;
    await expect.poll(() => dry('v1.4.0'), { timeout: 20_000 }).toMatch(lacking);
    const coverage = (pct: number) => JSON.stringify({ total: { lines: { pct } } });
    const k6 = (p95: number, crossed: boolean) =>
      JSON.stringify({
        metrics: {
          http_req_duration: { 'p(95)': p95, 'p(99)': 880, thresholds: { 'p(95)<450': crossed } },
          http_req_failed: { value: 0.004 },
          order_execution: { 'p(95)': 250 },
        },
      });
    await c.scenario('artifact', { ref: 'v1.4.0', content: coverage(68.4) });
    // The load test ran in staging, of the other commit with the same content.
    await c.scenario('artifact', { ref: 'develop', name: 'k6', file: 'k6.json', content: k6(470, true) });
    const text = await dry('v1.4.0');
    expect(text).toMatch(
      /Checks\* blocked: .*coverage is 68.4 %.* the load test missed http_req_duration p\(95\)&lt;450/,
    );
    await c.scenario('artifact', { ref: 'v1.4.0', content: coverage(71) });
    await c.scenario('artifact', { ref: 'develop', name: 'k6', file: 'k6.json', content: k6(412, false) });
    expect(await dry('v1.4.0')).toMatch(/Checks\* passed: .*, and what was measured is good enough/);
  });
});
