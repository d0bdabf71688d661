import { describe, expect, test } from 'vitest';
import type { ProtectionSource } from '../../src/model/branch-protection.ts';
import type { RangeCommit } from '../../src/model/commit-range.ts';
import type { Facts } from '../../src/model/facts.ts';
import { known } from '../../src/model/facts.ts';
import { minute } from '../../src/model/time.ts';
import { checkRun, facts, pullRequest, resolvedRef, reviewOf, running, shaOf } from '../builders.ts';
import { environmentOf, pipelineOf, refusals } from './example.ts';

/** GoldenSignalsAI, held against its two documents. */
const ci = [
  'Backend Tests',
  'Frontend Tests',
  'Security Scanning',
  'Code Quality',
  'Performance Tests',
  'Docker Build',
];
const security = ['CodeQL Analysis (python)', 'Dependency Scanning', 'License Compliance', 'OWASP Check'];
const ref = resolvedRef({ name: 'main', sha: shaOf('merge') });
const green = [...ci, ...security].map((name) => checkRun(name));

const commit = (message: string, changes: Partial<RangeCommit> = {}): RangeCommit => ({
  sha: shaOf(message),
  title: message,
  message,
  author: { name: 'Dana Whitfield', login: 'dana-dev' },
  merge: false,
  signature: { verified: true, reason: 'valid' },
  ...changes,
});
const brings = (...commits: RangeCommit[]) =>
  ({ commits: known({ since: [shaOf('old')], commits, total: commits.length }) }) satisfies Partial<Facts>;

const protection: ProtectionSource = {
  name: 'branch protection',
  approvals: 2,
  checks: ['Backend Tests'],
  upToDate: true,
  signatures: false,
  administrators: true,
};
const protectedBy = (changes: Partial<ProtectionSource>) => ({
  protection: known({ branch: 'main', sources: [{ ...protection, ...changes }], unseen: [] }),
});
const report = { artifact: 'coverage', file: 'coverage.xml', loadTest: null };
const covered = (coverage: number | null, missing: string | null = null) => ({
  artifacts: known([{ ...report, coverage, missing }]),
});
const reviewedBy = (...names: string[]) => ({
  pullRequests: known([pullRequest({ base: 'main', mergedAs: ref.sha, reviews: names.map((name) => reviewOf(name)) })]),
});

describe('goldensignals', async () => {
  const pipeline = await pipelineOf('goldensignals');
  const [staging, production] = [environmentOf(pipeline, 'staging'), environmentOf(pipeline, 'production')];
  const [service = ''] = pipeline.services;
  const seen = (changes: Partial<Facts> = {}) =>
    facts({
      environment: 'production',
      services: pipeline.services,
      ref: known(ref),
      checks: known(green),
      ...reviewedBy('lena-lead', 'sam-sre'),
      ...protectedBy({}),
      ...covered(67.7),
      ...brings(commit('feat: blend the scores (#152)'), commit('Merge develop', { merge: true })),
      verified: known([running({ service, sha: ref.sha })]),
      running: known([running({ service, environment: 'production' })]),
      ...changes,
    });
  const refused = (changes: Partial<Facts>) => refusals(production, seen(changes));

  test('the numbers of the documents', () => {
    expect([staging.url, production.url]).toEqual(['https://staging.goldensignals.ai', 'https://goldensignals.ai']);
    expect([staging.target, production.target]).toEqual([5 * minute, 20 * minute]);
    expect(staging.approvals).toBeNull();
    expect(production.approvals).toMatchObject({ required: 1, roles: ['release-managers'], notify: ['operations'] });
    expect(production.gates.window).toBeNull();
    expect(production.gates.checks?.coverage?.minimum).toBe(60);
  });

  test('what is reviewed, protected, signed, green and verified goes to production', () => {
    expect(refused({})).toEqual([]);
  });

  test.each<[string, Partial<Facts>, string]>([
    ['from develop', { ref: known({ ...ref, name: 'develop' }) }, 'ref-name-not-allowed'],
    ['from a tag', { ref: known({ ...ref, kind: 'tag', name: 'v2.0.0' }) }, 'ref-kind-not-allowed'],
    ['with a coverage of 59.9 %', covered(59.9), 'coverage-too-low'],
    [
      'when nothing tells the coverage',
      covered(null, 'there is no artifact coverage of 1a2b3c4'),
      'check-result-missing',
    ],
    ['with one review', reviewedBy('lena-lead'), 'approvals-missing'],
    ['from an unprotected branch', protectedBy({ approvals: 1 }), 'branch-unprotected'],
    ['when administrators are let by', protectedBy({ administrators: false }), 'branch-unprotected'],
    ['when branches may be out of date', protectedBy({ upToDate: false }), 'branch-unprotected'],
    ['without a type', brings(commit('Blend the scores (#152)')), 'commit-rules-broken'],
    ['without an issue', brings(commit('feat: blend the scores')), 'commit-rules-broken'],
    [
      'without a signature',
      brings(commit('feat: it (#1)', { signature: { verified: false, reason: 'unsigned' } })),
      'commit-rules-broken',
    ],
    ['not tried in staging', { verified: known([]) }, 'not-verified-before'],
    ['before CI', { checks: known(security.map((name) => checkRun(name))) }, 'check-missing'],
    [
      'with a licence that is not approved',
      { checks: known([...green, checkRun('License Compliance', { conclusion: 'failure' })]) },
      'check-failed',
    ],
    [
      'again',
      { running: known([running({ service, environment: 'production', sha: ref.sha })]) },
      'same-already-running',
    ],
  ])('nothing goes to production %s', (_, changes, reason) => {
    expect(refused(changes)).toEqual([`block ${reason}`]);
  });

  test('a failed deploy of the same commit does not forbid the next try', () => {
    const jobs = [
      'Deploy to Staging',
      'E2E Tests',
      'Deploy to Production',
      'GitHub Release',
      'CDN Invalidation',
      'Rollback',
    ];
    const failed = jobs.map((name) => checkRun(name, { conclusion: 'failure' }));
    expect(refused({ checks: known([...green, ...failed]) })).toEqual([]);
  });

  test.each(['main', 'develop'])('%s goes to staging after CI and not before, reviewed or not', (name) => {
    const asked = { environment: 'staging', ref: known({ ...ref, name }), pullRequests: known([]) };
    expect(refusals(staging, seen(asked))).toEqual([]);
    const building = green.map((check) =>
      check.name === 'Docker Build' ? { ...check, status: 'in_progress' as const, conclusion: null } : check,
    );
    expect(refusals(staging, seen({ ...asked, checks: known(building) }))).toEqual(['block check-pending']);
  });
});
