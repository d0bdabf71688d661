import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../src/model/deployment.ts';
import type { Running } from '../../src/model/running.ts';
import { minute } from '../../src/model/time.ts';
import type { RollbackFacts } from '../../src/policy/rollback-target.ts';
import { rollbackTarget } from '../../src/policy/rollback-target.ts';
import { deployment, now, run, running, shaOf } from '../builders.ts';
import { quarantined } from '../rollback-builder.ts';

/** `v1.3.0` of a service, verified so many minutes ago. */
function verified(version: string, ago: number, service = 'api', changes: Partial<Running> = {}): Running {
  const since = now - ago * minute;
  return running({ service, environment: 'production', ref: version, sha: shaOf(version), since, ...changes });
}

function rolledOut(version: string, ago: number, changes: Partial<Deployment> = {}): Deployment {
  const endedAt = now - ago * minute;
  const ref = { kind: 'tag' as const, name: version };
  return deployment({
    id: `d-${version}`,
    ref,
    sha: shaOf(version),
    state: 'succeeded',
    run: run(),
    requestedAt: endedAt - minute,
    endedAt,
    ...changes,
  });
}

function facts(changes: Partial<RollbackFacts> = {}): RollbackFacts {
  return {
    environment: 'production',
    services: ['api'],
    running: [verified('v3', 10, 'api', { deploymentId: 'd-v3' })],
    verified: [verified('v3', 10), verified('v2', 20), verified('v1', 30)],
    rollouts: [rolledOut('v3', 10)],
    quarantined: [],
    releasers: ['release-managers'],
    of: null,
    to: null,
    ...changes,
  };
}

const held = (version: string, services = ['api']) =>
  quarantined({ id: version, services, ref: version, sha: shaOf(version) });

const earlier = (version: string, service = 'api') => ({ service, ref: version, sha: shaOf(version) });

describe('a rollback without a version', () => {
  test.each<[string, Partial<RollbackFacts>, string, string | null]>([
    ['goes from what runs to the version before', {}, 'v2', 'v3'],
    ['passes what is quarantined', { quarantined: [held('v2')] }, 'v1', 'v3'],
    ['does not mind the quarantine of another service', { quarantined: [held('v2', ['worker'])] }, 'v2', 'v3'],
    [
      'goes to what runs where a later one has failed',
      { rollouts: [rolledOut('v4', 5, { state: 'failed' }), rolledOut('v3', 10)] },
      'v3',
      'v4',
    ],
    [
      'goes to what runs where a later one was cancelled',
      { rollouts: [rolledOut('v4', 5, { state: 'cancelled' }), rolledOut('v3', 10)] },
      'v3',
      'v4',
    ],
    [
      'goes to what runs where another one is rolling out',
      { rollouts: [rolledOut('v4', 0, { state: 'running', endedAt: null }), rolledOut('v3', 10)] },
      'v3',
      'v4',
    ],
    [
      'does not mind one that failed before what runs went out',
      { rollouts: [rolledOut('v3', 10), rolledOut('v2', 15, { state: 'failed' })] },
      'v2',
      'v3',
    ],
    ['takes back the deployment that is named', { of: rolledOut('v3', 10) }, 'v2', 'v3'],
    ['goes to the newest where nothing is known to run', { running: [], rollouts: [] }, 'v3', null],
    [
      'goes to what served before, where nothing was verified yet',
      { verified: [], rollouts: [rolledOut('v3', 10, { before: [earlier('v2')] })] },
      'v2',
      'v3',
    ],
    [
      'goes to what was verified, not to what served before',
      { verified: [verified('v1', 30)], rollouts: [rolledOut('v3', 10, { before: [earlier('v2')] })] },
      'v1',
      'v3',
    ],
  ])('%s', (_, changes, to, bad) => {
    const found = rollbackTarget(facts(changes));
    expect(found).toMatchObject({ kind: 'to', to: { ref: to }, bad: bad === null ? null : { ref: bad } });
  });

  test.each<[string, Partial<RollbackFacts>, string, RegExp]>([
    [
      'nothing else was verified',
      { verified: [verified('v3', 10)] },
      'nothing-verified',
      /nothing to go back to for api/,
    ],
    [
      'what served before is what runs',
      { verified: [], rollouts: [rolledOut('v3', 10, { before: [earlier('v3')] })] },
      'nothing-verified',
      /none is known to have served before/,
    ],
    [
      'what served before is quarantined',
      { verified: [], quarantined: [held('v2')], rollouts: [rolledOut('v3', 10, { before: [earlier('v2')] })] },
      'nothing-verified',
      /v2 \(\w+\) is quarantined/,
    ],
    [
      'what served before is of another service',
      { verified: [], rollouts: [rolledOut('v3', 10, { before: [earlier('v2', 'worker')] })] },
      'nothing-verified',
      /none is known to have served before/,
    ],
    [
      'all else is quarantined',
      { quarantined: [held('v2'), held('v1')] },
      'nothing-verified',
      /v2 \(\w+\), v1 \(\w+\) are quarantined.*\/rollback release production api v2/,
    ],
    [
      'the services go to different versions',
      {
        services: ['api', 'worker'],
        verified: [verified('v3', 10), verified('v2', 20), verified('v3', 10, 'worker'), verified('v1', 20, 'worker')],
        running: [verified('v3', 10), verified('v3', 10, 'worker')],
      },
      'versions-differ',
      /api to v2 \(\w+\): \/rollback production api v2.*worker to v1/,
    ],
    [
      'something else has gone out since what is named',
      { of: rolledOut('v2', 20) },
      'moved-on',
      /v2 is not what runs in production any more.*v3 \(\w+\) by dev2 went out after it/,
    ],
  ])('is refused where %s', (_, changes, reason, words) => {
    const found = rollbackTarget(facts(changes));
    expect(found).toMatchObject({ kind: 'refused', reason });
    expect(found.kind === 'refused' && [found.title, ...found.lines].join(' ')).toMatch(words);
  });
});

test('that what it goes to was not verified is told', () => {
  const rollouts = [rolledOut('v3', 10, { before: [earlier('v2')] })];
  expect(rollbackTarget(facts({ verified: [], rollouts }))).toMatchObject({ to: { ref: 'v2' }, unverified: true });
  expect(rollbackTarget(facts({ verified: [], rollouts, to: earlier('v2') }))).toMatchObject({ unverified: true });
  expect(rollbackTarget(facts({ rollouts }))).not.toHaveProperty('unverified');
});

describe('a rollback to a version', () => {
  const to = (version: string) => ({ to: { ref: version, sha: shaOf(version) } });

  test.each<[string, Partial<RollbackFacts>, string]>([
    ['to one of before', to('v1'), 'v1'],
    [
      'to what runs, where a later one has failed',
      { ...to('v3'), rollouts: [rolledOut('v4', 5, { state: 'failed' })] },
      'v3',
    ],
    [
      'of services of which only one runs it',
      {
        ...to('v2'),
        services: ['api', 'worker'],
        running: [verified('v3', 10), verified('v2', 20, 'worker')],
        verified: [verified('v2', 20), verified('v2', 20, 'worker')],
      },
      'v2',
    ],
  ])('goes %s', (_, changes, version) => {
    expect(rollbackTarget(facts(changes))).toMatchObject({ kind: 'to', to: { ref: version } });
  });

  test.each<[string, Partial<RollbackFacts>, string]>([
    ['what runs already', to('v3'), 'already-running'],
    ['what was never verified there', to('v9'), 'not-verified-here'],
    ['what only some of the services have had', { ...to('v2'), services: ['api', 'worker'] }, 'not-verified-here'],
    ['what is quarantined', { ...to('v2'), quarantined: [held('v2')] }, 'quarantined'],
  ])('is refused to %s', (_, changes, reason) => {
    expect(rollbackTarget(facts(changes))).toMatchObject({ kind: 'refused', reason });
  });
});
