import { describe, expect, test } from 'vitest';
import { known } from '../../src/model/facts.ts';
import { hour } from '../../src/model/time.ts';
import { judgeStarted, openChecks, skippedRules } from '../../src/policy/skipped-rules.ts';
import { approvalRule, checkRun, environment, facts, gates, lockOf, now, verdict } from '../builders.ts';

const blocked = (changes: Parameters<typeof verdict>[0]) => verdict({ outcome: 'block', ...changes });

describe('what the gates say of a run that has started', () => {
  test('is as of its start: what was locked since does not count', () => {
    const since = (at: number) => facts({ locks: known([lockOf({ since: at })]) });
    const lockOfRun = (at: number) =>
      judgeStarted(environment(), since(at), now - hour).find(({ gate }) => gate === 'lock')?.outcome;
    expect(lockOfRun(now - 2 * hour)).toBe('block');
    expect(lockOfRun(now)).toBe('pass');
  });

  test('a busy lane was not waited for', () => {
    const holder = { lane: { service: 'api', environment: 'staging' }, deploymentId: 'd-other' };
    const busy = facts({ lane: known({ holders: [holder], waiting: [] }), rollouts: { 'd-other': 'api by lead' } });
    const lane = judgeStarted(environment(), busy, now).find(({ gate }) => gate === 'lane');
    expect(lane).toMatchObject({ outcome: 'warn', says: expect.stringMatching(/api by lead\. GitHub did not wait/) });
    const refusing = environment({ gates: gates({ lane: { busy: 'refuse' } }) });
    expect(skippedRules(refusing, judgeStarted(refusing, busy, now), null)).toEqual([
      expect.stringContaining('Another rollout of api'),
    ]);
  });
});

describe('what a run has skipped', () => {
  test('is every gate that blocks, and the approval that nobody was asked for', () => {
    const production = environment({ name: 'production', approvals: approvalRule({ required: 2 }) });
    const verdicts = [verdict(), blocked({ gate: 'window', reason: 'frozen', says: 'Frozen.' })];
    const nobody = 'A deployment to production needs 2 approvals from release-managers, and nobody was asked.';
    expect(skippedRules(production, verdicts, '')).toEqual(['Frozen.', nobody]);
    expect(skippedRules(production, verdicts, 'The approval is 5 h old.')[1]).toMatch(
      /release-managers\. The approval is 5/,
    );
    expect(skippedRules(production, verdicts, null)).toEqual(['Frozen.']);
    expect(skippedRules(environment(), [verdict()], '')).toEqual([]);
  });

  test('is not what its checks may yet show', () => {
    const rule = gates({ checks: { required: ['lint'], ignored: [], all: false } });
    const judged = (checks: ReturnType<typeof checkRun>[]) =>
      judgeStarted(environment({ gates: rule }), facts({ checks: known(checks) }), now);
    const open = judged([checkRun('lint', { status: 'in_progress', conclusion: null })]);
    expect(openChecks(open)?.reason).toBe('check-pending');
    expect(skippedRules(environment(), open, null)).toEqual([]);
    expect(openChecks(judged([]))?.reason).toBe('check-missing');
    const failed = judged([checkRun('lint', { conclusion: 'failure' })]);
    expect(openChecks(failed)).toBeNull();
    expect(skippedRules(environment(), failed, null)).toEqual([expect.stringContaining('failed: lint')]);
  });
});
