import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import type { Lock } from '../../../src/model/lock.ts';
import { hour } from '../../../src/model/time.ts';
import { lock } from '../../../src/policy/gates/lock.ts';
import { facts, lockOf, now, person } from '../../builders.ts';

const rules = { unlockers: ['release-managers'] };
const judged = (locks: Lock[], services = ['api']) => lock(rules, facts({ services, locks: known(locks) }));

describe('lock', () => {
  test.each<[string, Lock[], string]>([
    ['none', [], 'passed'],
    ['on the whole environment', [lockOf()], 'locked'],
    ['on the service', [lockOf({ service: 'api' })], 'locked'],
    ['on another service', [lockOf({ service: 'worker' })], 'passed'],
    ['on another environment', [lockOf({ environment: 'production' })], 'passed'],
    ['run out', [lockOf({ until: now })], 'passed'],
    ['about to run out', [lockOf({ until: now + 1 })], 'locked'],
    ['your own', [lockOf({ owner: person('dev') })], 'lock-is-yours'],
    ["your own and somebody else's", [lockOf({ owner: person('dev') }), lockOf({ service: 'api' })], 'locked'],
    [
      'your own, known by GitHub only',
      [lockOf({ owner: { slackId: null, name: 'd', githubLogin: 'DANA-dev' } })],
      'lock-is-yours',
    ],
  ])('%s', (_, locks, reason) => {
    expect(judged(locks).reason).toBe(reason);
  });

  test('a group is held by a lock on any of its services', () => {
    expect(judged([lockOf({ service: 'worker' })], ['api', 'worker']).reason).toBe('locked');
  });

  test('says who, why, until when, and how to release it', () => {
    const verdict = judged([lockOf({ service: 'api', until: now + 2 * hour, reason: 'incident 4711' })]);
    expect(verdict.says).toBe('api in staging is locked by lead until 20 January, 17:05 UTC: incident 4711.');
    expect(verdict.unblock).toContain('/unlock staging api');
    expect(verdict.who).toEqual(['lead', 'release-managers']);
    expect(verdict.when).toBe(now + 2 * hour);
  });

  test('opens by itself only when every lock ends', () => {
    expect(judged([lockOf({ until: now + hour }), lockOf({ service: 'api', until: now + 2 * hour })]).when).toBe(
      now + 2 * hour,
    );
    expect(judged([lockOf({ until: now + hour }), lockOf({ service: 'api' })]).when).toBeNull();
  });

  test("without facts it blocks; without the requester nobody's lock is theirs", () => {
    expect(lock(rules, facts({ locks: { known: false, why: 'x' } })).reason).toBe('facts-missing');
    const unknown = facts({ requester: { known: false, why: 'x' }, locks: known([lockOf({ owner: person('dev') })]) });
    expect(lock(rules, unknown).reason).toBe('locked');
  });
});
