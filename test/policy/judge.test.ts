import { expect, test } from 'vitest';
import { known } from '../../src/model/facts.ts';
import { blocked, gateNames, reasonCodes } from '../../src/model/verdict.ts';
import { judge } from '../../src/policy/judge.ts';
import { approvalRule, checkRun, environment, facts, gates, lockOf, membership, person, shaOf } from '../builders.ts';
import { quarantined } from '../rollback-builder.ts';

const strict = environment({
  gates: gates({
    ref: { branches: ['main'], tags: [], shas: false },
    checks: { required: ['test'], ignored: [], all: false },
    review: { approvals: 1, staleApprovals: 'ignore' },
    branchProtection: {
      branch: 'main',
      approvals: 1,
      statusChecks: true,
      upToDate: false,
      signatures: false,
      administrators: false,
    },
    commits: { conventional: true, signed: true, issueReference: false, issuePrefixes: ['#'] },
    after: { environment: 'demo', same: 'sha' },
    backup: { workflow: 'backup.yml', maxAge: 1 },
    window: { timezone: 'UTC', allowed: [{ days: [7], from: 0, to: 60 }], preferred: [] },
    lane: { busy: 'refuse' },
    alreadyRunning: 'refuse',
  }),
  approvals: approvalRule({ checklist: ['CI passes'] }),
  changeRequests: 'required',
});

const unticked = { checklist: ['CI passes'], by: [{ name: 'lead', items: [] }] };

test('asks every gate, in order, whatever the others say', () => {
  const verdicts = judge(
    strict,
    facts({
      requester: known(membership('sec', { roles: [] })),
      checks: known([checkRun('test', { conclusion: 'failure' })]),
      protection: known({ branch: 'main', sources: [], unseen: [] }),
      quarantined: known([quarantined({ environment: 'staging', sha: shaOf('develop') })]),
      locks: known([lockOf({ owner: person('dev2') })]),
      lane: known({
        holders: [{ lane: { service: 'api', environment: 'staging' }, deploymentId: 'd-x' }],
        waiting: [],
      }),
      ticked: unticked,
    }),
  );
  expect(verdicts.map(({ gate }) => gate)).toEqual([...gateNames]);
  expect(verdicts.map(({ reason }) => reason)).toEqual([
    'role-missing',
    'ref-name-not-allowed',
    'change-request-missing',
    'check-failed',
    'pull-request-missing',
    'branch-unprotected',
    'facts-missing',
    'not-verified-before',
    'facts-missing',
    'outside-window',
    'checklist-unticked',
    'quarantined',
    'locked',
    'lane-busy',
    'passed',
  ]);
});

test('an ordinary deploy passes everywhere, and what is not configured says so', () => {
  const verdicts = judge(environment(), facts());
  expect(blocked(verdicts)).toBe(false);
  expect(verdicts.map(({ gate, reason }) => `${gate} ${reason}`)).toEqual([
    'permission passed',
    'ref not-configured',
    'change not-configured',
    'checks not-configured',
    'review not-configured',
    'branch-protection not-configured',
    'commits not-configured',
    'after not-configured',
    'backup not-configured',
    'window not-configured',
    'checklist not-configured',
    'quarantine not-configured',
    'lock passed',
    'lane passed',
    'already-running passed',
  ]);
});

test('with no facts at all, every gate that needs one blocks', () => {
  const unknown = { known: false as const, why: 'nothing answers.' };
  const verdicts = judge(
    strict,
    facts({
      requester: unknown,
      ref: unknown,
      checks: unknown,
      pullRequests: unknown,
      protection: unknown,
      commits: unknown,
      verified: unknown,
      running: unknown,
      quarantined: unknown,
      locks: unknown,
      lane: unknown,
      ticked: unticked,
    }),
  );
  const missing = verdicts.filter(({ reason }) => reason === 'facts-missing').map(({ gate }) => gate);
  // The clock, what was ticked and what was requested are our own.
  const own = ['window', 'checklist', 'change'];
  expect(missing).toEqual(gateNames.filter((gate) => !own.includes(gate)));
  expect(verdicts.every(({ outcome }) => outcome === 'block')).toBe(true);
});

test('every verdict is made of sentences and known reasons, and only a block says how to be unblocked', () => {
  for (const situation of [
    facts(),
    facts({ ticked: unticked }),
    facts({ requester: known(membership('x', { roles: [] })) }),
  ]) {
    for (const verdict of [...judge(strict, situation), ...judge(environment(), situation)]) {
      expect(reasonCodes).toContain(verdict.reason);
      expect(verdict.says).toMatch(/^\S.*[.]$/s);
      expect(verdict.unblock === null).toBe(verdict.outcome !== 'block');
    }
  }
});

test('a ref that leads to no commit is said once: gates that would look at the commit say that alone', () => {
  const verdicts = judge(
    strict,
    facts({
      ref: known({ problem: 'ref-not-found', ref: 'develp', candidates: [] }),
      protection: known({ branch: 'main', sources: [], unseen: [] }),
      backups: known({ good: null, newest: null, looked: 0 }),
    }),
  );
  const gates = verdicts.filter(({ reason }) => reason === 'commit-unknown').map(({ gate }) => gate);
  expect(gates).toEqual(['checks', 'review', 'commits', 'after', 'already-running']);
  expect(verdicts.filter(({ reason }) => reason === 'facts-missing')).toEqual([]);
  expect(blocked(verdicts)).toBe(true);
});
