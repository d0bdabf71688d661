import { describe, expect, test } from 'vitest';
import type { ProtectionSource } from '../../../src/model/branch-protection.ts';
import type { BranchProtectionRule } from '../../../src/model/catalog.ts';
import { known } from '../../../src/model/facts.ts';
import { branchProtection } from '../../../src/policy/gates/branch-protection.ts';
import { facts } from '../../builders.ts';

const nothing: BranchProtectionRule = {
  branch: 'main',
  approvals: 0,
  statusChecks: false,
  upToDate: false,
  signatures: false,
  administrators: false,
};
const everything: BranchProtectionRule = {
  branch: 'main',
  approvals: 2,
  statusChecks: true,
  upToDate: true,
  signatures: true,
  administrators: true,
};
const source = (changes: Partial<ProtectionSource> = {}): ProtectionSource => ({
  name: 'branch protection',
  approvals: 2,
  checks: ['lint'],
  upToDate: true,
  signatures: true,
  administrators: true,
  ...changes,
});
const loose = (changes: Partial<ProtectionSource> = {}) =>
  source({ approvals: 0, checks: [], upToDate: false, signatures: false, administrators: false, ...changes });
const seen = (sources: ProtectionSource[], unseen: string[] = []) =>
  facts({ protection: known({ branch: 'main', sources, unseen }) });

describe('branch protection', () => {
  test.each<[string, BranchProtectionRule, ProtectionSource[], string[]]>([
    ['everything, and all of it is there', everything, [source()], []],
    [
      'everything, by two sources together',
      everything,
      [source({ signatures: false }), loose({ signatures: true, administrators: true })],
      [],
    ],
    ['more than is wanted', { ...nothing, approvals: 1 }, [source()], []],
    [
      'no protection',
      everything,
      [],
      [
        'Approving reviews',
        'Required checks',
        'Up to date before merging',
        'Signed commits',
        'Administrators included',
      ],
    ],
    ['one review too few', everything, [source({ approvals: 1 })], ['Approving reviews']],
    [
      'the most of two counts, not the sum',
      everything,
      [source({ approvals: 1 }), source({ approvals: 1 })],
      ['Approving reviews'],
    ],
    ['no checks', everything, [source({ checks: [] })], ['Required checks', 'Up to date before merging']],
    ['not up to date', everything, [source({ upToDate: false })], ['Up to date before merging']],
    [
      'up to date without checks has no effect on GitHub',
      { ...nothing, upToDate: true },
      [source({ checks: [] })],
      ['Up to date before merging'],
    ],
    ['no signatures', everything, [source({ signatures: false })], ['Signed commits']],
    [
      'administrators are let by',
      everything,
      [source({ administrators: false })],
      [
        'Approving reviews',
        'Required checks',
        'Up to date before merging',
        'Signed commits',
        'Administrators included',
      ],
    ],
    [
      'administrators are perhaps let by',
      { ...nothing, approvals: 2, administrators: true },
      [source({ administrators: null })],
      ['Approving reviews', 'Administrators included'],
    ],
    [
      'administrators are let by, and nobody minds',
      { ...everything, administrators: false },
      [source({ administrators: false })],
      [],
    ],
    [
      'only what binds administrators counts for them',
      { ...nothing, approvals: 2, administrators: true },
      [source({ administrators: false }), loose({ approvals: 1, administrators: true })],
      ['Approving reviews'],
    ],
  ])('%s', (_, rules, sources, lacking) => {
    const verdict = branchProtection(rules, seen(sources));
    expect(verdict.reason).toBe(lacking.length === 0 ? 'passed' : 'branch-unprotected');
    for (const what of lacking) expect(verdict.saw.map((each) => each.what)).toContain(what);
    expect(verdict.says.match(/missing: (.*?)\./)?.[1]?.split(/, | and /).length ?? 0).toBe(lacking.length);
  });

  test('nothing is asked', () => {
    expect(branchProtection(null, facts())).toMatchObject({ outcome: 'pass', reason: 'not-configured' });
  });

  test('what could not be read is told beside what is missing, and does not matter when the rest is enough', () => {
    const why =
      'The classic protection of main could not be read (Not Found); for that GitHub wants "Administration: read".';
    const verdict = branchProtection(everything, seen([source({ approvals: 1 })], [why]));
    expect(verdict.says).toBe(
      `GitHub does not protect main as it has to be; missing: 2 approving reviews (found 1). ${why}`,
    );
    expect(verdict.saw[0]).toEqual({ what: 'Approving reviews', found: '1', wanted: 'at least 2' });
    expect(branchProtection(everything, seen([source()], [why])).outcome).toBe('pass');
  });

  test.each([
    ['GitHub does not say', { known: false as const, why: 'GitHub answers 502.' }],
    ['nobody asked', known(null)],
  ])('blocks when %s', (_, protection) => {
    expect(branchProtection(everything, facts({ protection }))).toMatchObject({
      outcome: 'block',
      reason: 'facts-missing',
    });
  });
});
