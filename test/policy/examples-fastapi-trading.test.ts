import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/model/facts.ts';
import { known } from '../../src/model/facts.ts';
import { hour } from '../../src/model/time.ts';
import { checkRun, facts, membership, now, pullRequest, resolvedRef, running, shaOf } from '../builders.ts';
import { environmentOf, pipelineOf, refusals } from './example.ts';

/** The FastAPI trading system, held against its document. */
const ci = ['Code Quality & Security', 'Automated Testing', 'Build & Security Scan', 'Dependency Analysis'];
const testing = ['Unit Tests (3.10)', 'Unit Tests (3.11)', 'Quality Gates'];
const security = ['Code Security Analysis', 'Container Security', 'Dependency Security', 'API Security Testing'];
const ref = resolvedRef({ name: 'main', sha: shaOf('merge') });
const green = [...ci, ...testing, ...security].map((name) => checkRun(name));
const backupRun = { at: now - 13 * hour, status: 'completed' as const, conclusion: 'success' as const, url: '' };
const without = (name: string) => ({ checks: known(green.filter((check) => check.name !== name)) });

describe('fastapi-trading', async () => {
  const pipeline = await pipelineOf('fastapi-trading');
  const [staging, production] = [environmentOf(pipeline, 'staging'), environmentOf(pipeline, 'production')];
  const [service = ''] = pipeline.services;
  const seen = (changes: Partial<Facts> = {}) =>
    facts({
      environment: 'production',
      services: pipeline.services,
      ref: known(ref),
      checks: known(green),
      pullRequests: known([pullRequest({ base: 'main', mergedAs: ref.sha })]),
      verified: known([running({ service, sha: ref.sha })]),
      running: known([running({ service, environment: 'production' })]),
      backups: known({ good: backupRun, newest: backupRun, looked: 3 }),
      ...changes,
    });
  const inStaging = (changes: Partial<Facts>) => refusals(staging, seen({ environment: 'staging', ...changes }));

  test('of the four environments two are deployed to, one of them after an approval', () => {
    expect(pipeline.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
    expect(staging.approvals).toBeNull();
    expect(production.approvals).toMatchObject({ required: 1, roles: ['release-managers'], notify: ['operations'] });
    expect([staging.target, production.target]).toEqual([null, null]);
    expect(production.gates.window).toBeNull();
  });

  test.each(['main', 'a version'])('%s that is reviewed, green and verified goes to production', (what) => {
    const asked = what === 'main' ? ref : { ...ref, kind: 'tag' as const, name: 'v1.8.0' };
    expect(refusals(production, seen({ ref: known(asked) }))).toEqual([]);
  });

  test.each<[string, Partial<Facts>, string]>([
    ['from develop', { ref: known({ ...ref, name: 'develop' }) }, 'ref-name-not-allowed'],
    ['from a commit alone', { ref: known({ ...ref, kind: 'sha', name: ref.sha }) }, 'ref-kind-not-allowed'],
    ['without a pull request', { pullRequests: known([]) }, 'pull-request-missing'],
    [
      'without a review',
      { pullRequests: known([pullRequest({ mergedAs: ref.sha, reviews: [] })]) },
      'approvals-missing',
    ],
    ['not tried in staging', { verified: known([]) }, 'not-verified-before'],
    [
      'without a backup of the last day',
      { backups: known({ good: { ...backupRun, at: now - 27 * hour }, newest: backupRun, looked: 3 }) },
      'backup-too-old',
    ],
    ['without its scan for security', without('API Security Testing'), 'check-missing'],
    ['by the operations team', { requester: known(membership('sam', { roles: ['operations'] })) }, 'role-missing'],
  ])('nothing goes to production %s', (_, changes, reason) => {
    expect(refusals(production, seen(changes))).toEqual([`block ${reason}`]);
  });

  test.each([...ci, 'Quality Gates'])('nothing goes anywhere without %s', (name) => {
    expect(inStaging(without(name))).toEqual(['block check-missing']);
    expect(refusals(production, seen(without(name)))).toEqual(['block check-missing']);
  });

  test.each(['main', 'develop', 'feature/stop-orders'])('the branch %s goes to staging, reviewed or not', (name) => {
    expect(inStaging({ ref: known({ ...ref, name }), pullRequests: known([]) })).toEqual([]);
  });

  test('what monitoring found, and a deploy that failed, say nothing of the commit', () => {
    const others = ['SSL Certificate Monitoring', 'Production Deployment'];
    const failed = others.map((name) => checkRun(name, { conclusion: 'failure' }));
    expect(refusals(production, seen({ checks: known([...green, ...failed]) }))).toEqual([]);
  });
});
