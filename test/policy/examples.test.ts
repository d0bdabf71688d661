import { describe, expect, test } from 'vitest';
import type { Pipeline } from '../../src/model/catalog.ts';
import type { Facts } from '../../src/model/facts.ts';
import { known } from '../../src/model/facts.ts';
import { checkRun, facts, membership, person, resolvedRef, running, shaOf } from '../builders.ts';
import { environmentOf, pipelineOf, refusals, tickedBy } from './example.ts';

/** The example catalogs, held against what their documents say. */
const release = resolvedRef({ kind: 'tag', name: 'v1.4.0', sha: shaOf('merge'), tree: shaOf('content') });

const covered = (coverage: number) =>
  known([{ artifact: 'coverage', file: 'coverage.xml', missing: null, coverage, loadTest: null }]);

/** A release that was in staging as a commit of develop, asked for on Tuesday at 10:05 in New York. */
function releaseFacts(pipeline: Pipeline, changes: Partial<Facts> = {}): Facts {
  return facts({
    environment: 'production',
    services: pipeline.services,
    ref: known(release),
    checks: known(['lint', 'security', 'build-status'].map((name) => checkRun(name))),
    verified: known(pipeline.services.map((service) => running({ service, sha: shaOf('tip'), tree: release.tree }))),
    running: known(pipeline.services.map((service) => running({ service, environment: 'production' }))),
    ticked: tickedBy(environmentOf(pipeline, 'production')),
    artifacts: covered(78),
    ...changes,
  });
}

describe.each(['trading-engine', 'alphavelocity'])('%s', async (example) => {
  const pipeline = await pipelineOf(example);
  const production = environmentOf(pipeline, 'production');
  const staging = environmentOf(pipeline, 'staging');

  test('a verified release goes to production, after an approval', () => {
    expect(refusals(production, releaseFacts(pipeline))).toEqual([]);
    expect(production.approvals).toMatchObject({ required: 1, roles: ['release-managers'], notify: ['operations'] });
  });

  test.each(['v1.4', '1.4.0', 'v1.4.0-rc.1'])('the tag %s does not', (name) => {
    const seen = releaseFacts(pipeline, { ref: known({ ...release, name }) });
    expect(refusals(production, seen)).toEqual(['block ref-name-not-allowed']);
  });

  test('neither does a branch, nor a release that staging has not seen, nor one with a failed check', () => {
    const branch = known({ ...release, kind: 'branch' as const, name: 'main' });
    expect(refusals(production, releaseFacts(pipeline, { ref: branch }))).toEqual(['block ref-kind-not-allowed']);
    expect(refusals(production, releaseFacts(pipeline, { verified: known([]) }))).toEqual([
      'block not-verified-before',
    ]);
    const failed = known([checkRun('build-status', { conclusion: 'failure' })]);
    expect(refusals(production, releaseFacts(pipeline, { checks: failed }))).toEqual(['block check-failed']);
  });

  test('a failed deploy of the same commit does not forbid the next try', () => {
    const jobs = ['Deploy to production', 'Deploy to staging'].map((name) => checkRun(name, { conclusion: 'failure' }));
    const checks = known([checkRun('lint'), checkRun('build-status'), ...jobs]);
    expect(refusals(production, releaseFacts(pipeline, { checks }))).toEqual([]);
  });

  test.each(['develop', 'main', 'feature/order-book', 'hotfix/a/b'])(
    'the branch %s goes to staging at any time',
    (name) => {
      const seen = facts({
        services: pipeline.services,
        ref: known(resolvedRef({ name })),
        now: Date.parse('2026-01-24T03:00:00Z'),
      });
      expect(refusals(staging, seen)).toEqual([]);
    },
  );

  test('security people read; they do not deploy', () => {
    const sec = known(membership('sec', { person: person('sec'), roles: ['security'] }));
    expect(refusals(staging, facts({ services: pipeline.services, requester: sec }))).toEqual(['block role-missing']);
  });
});

test('alphavelocity takes no release of which less than 70 % is tested', async () => {
  const pipeline = await pipelineOf('alphavelocity');
  const refused = (coverage: number) =>
    refusals(environmentOf(pipeline, 'production'), releaseFacts(pipeline, { artifacts: covered(coverage) }));
  expect(refused(69.9)).toEqual(['block coverage-too-low']);
  expect(refused(70)).toEqual([]);
});

describe('the hours of the trading engine', async () => {
  const pipeline = await pipelineOf('trading-engine');
  const production = environmentOf(pipeline, 'production');
  test.each([
    ['2026-01-20T15:05:00Z', []],
    ['2026-01-20T13:55:00Z', ['warn outside-preferred-window']],
    ['2026-01-26T16:00:00Z', ['warn outside-preferred-window']],
    // Monday, but Martin Luther King, Jr. Day.
    ['2026-01-19T16:00:00Z', ['block market-holiday']],
    ['2026-01-23T16:00:00Z', ['block avoided-time']],
    ['2026-01-20T14:00:00Z', ['block market-hours']],
    ['2026-01-20T14:29:00Z', ['block market-hours']],
    ['2026-01-20T15:00:00Z', []],
    ['2026-01-20T20:29:00Z', ['warn outside-preferred-window']],
    ['2026-01-20T20:30:00Z', ['warn market-hours']],
    ['2026-01-20T21:30:00Z', ['warn outside-preferred-window']],
    ['2026-01-28T16:00:00Z', ['block high-volume-event']],
    ['2026-03-20T14:00:00Z', ['block high-volume-event']],
    ['2026-12-24T16:00:00Z', ['warn market-half-day']],
    ['2026-12-24T14:00:00Z', ['block market-hours']],
    ['2026-01-25T16:00:00Z', ['block outside-window']],
    ['2026-07-21T14:05:00Z', []],
  ])('%s: %j', (time, expected) => {
    expect(refusals(production, releaseFacts(pipeline, { now: Date.parse(time) }))).toEqual(expected);
  });
});
