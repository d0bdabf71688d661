import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import type { Lock } from '../../../src/model/lock.ts';
import { everywhere } from '../../../src/model/lock.ts';
import { hour } from '../../../src/model/time.ts';
import { blockingLocks, lock } from '../../../src/policy/gates/lock.ts';
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
    expect(verdict.says).toBe('api in staging is locked by lead until Tuesday 20 January, 17:05 UTC: incident 4711.');
    const sentence = judged([lockOf({ service: 'api', until: now + 2 * hour, reason: 'Errors: 9 % is beyond 5 %.' })]);
    expect(sentence.says).toMatch(/: Errors: 9 % is beyond 5 %\.$/);
    expect(sentence.says).not.toContain('..');
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

describe('a rollback', () => {
  const back = (locks: Lock[]) =>
    facts({ locks: known(locks), line: { rollback: true, failed: known([]), releasers: ['sre'] } });

  test.each<[string, Lock[], string, string]>([
    ['passes the lock of somebody else', [lockOf()], 'warn', 'locked-but-rollback'],
    ['passes one of its own', [lockOf({ owner: person('dev') })], 'warn', 'locked-but-rollback'],
    ['passes where nothing is locked', [], 'pass', 'passed'],
    ['does not mind a lock elsewhere', [lockOf({ environment: 'production' })], 'pass', 'passed'],
  ])('%s', (_, locks, outcome, reason) => {
    expect(lock(rules, back(locks))).toMatchObject({ outcome, reason });
    expect(blockingLocks(back(locks))).toEqual([]);
  });

  test('says whose lock it passes', () => {
    expect(lock(rules, back([lockOf()])).says).toBe(
      'All of staging is locked by lead until it is released: load test. This is a rollback, and rollbacks pass.',
    );
  });
});

describe('a lock on everything', () => {
  const all = (changes: Partial<Lock> = {}) => lockOf({ environment: everywhere, reason: 'outage', ...changes });
  const line = { rollback: false, failed: known<string[]>([]), releasers: ['sre'] };
  const stopped = (locks: Lock[], changes: Partial<typeof line> = {}, services = ['api']) =>
    lock(rules, facts({ services, locks: known(locks), line: { ...line, ...changes } }));

  test.each<[string, Lock[], Partial<typeof line>, string[], string, string]>([
    ['blocks', [all()], {}, ['api'], 'block', 'line-stopped'],
    ['blocks its owner too', [all({ owner: person('dev') })], {}, ['api'], 'block', 'line-stopped'],
    ['that ran out does not', [all({ until: now })], {}, ['api'], 'pass', 'passed'],
    ['lets a rollback through', [all()], { rollback: true }, ['api'], 'warn', 'line-stopped-but-rollback'],
    [
      'lets a service through whose last deployment failed',
      [all()],
      { failed: known(['api', 'worker']) },
      ['api'],
      'warn',
      'line-stopped-but-failed',
    ],
    [
      'blocks a group of which only some failed',
      [all()],
      { failed: known(['api']) },
      ['api', 'worker'],
      'block',
      'line-stopped',
    ],
    [
      "lets nothing through another's lock on the environment",
      [all(), lockOf()],
      { failed: known(['api']) },
      ['api'],
      'block',
      'locked',
    ],
    [
      'and your own lock: what mends passes',
      [all(), lockOf({ owner: person('dev') })],
      { failed: known(['api']) },
      ['api'],
      'warn',
      'line-stopped-but-failed',
    ],
  ])('%s', (_, locks, changes, services, outcome, reason) => {
    expect(stopped(locks, changes, services)).toMatchObject({ outcome, reason });
  });

  test('says who can release it, with which words, and what passes meanwhile', () => {
    const verdict = stopped([all({ until: now + hour })]);
    expect(verdict.says).toBe('Everything is locked by lead until Tuesday 20 January, 16:05 UTC: outage.');
    expect(verdict.unblock).toBe(
      'lead or somebody with the role sre can release it with /unlock all. Until then rollbacks pass, and deployments of services whose last one here failed.',
    );
    expect(verdict).toMatchObject({ who: ['lead', 'sre'], when: now + hour });
  });

  test('says why it lets something through', () => {
    expect(stopped([all()], { failed: known(['api']) }).says).toBe(
      'Everything is locked by lead until it is released: outage. The last deployment of api in staging failed, and what mends that passes.',
    );
  });

  test('blocks while it cannot be known how the last deployments ended, except for a rollback', () => {
    const failed = { known: false as const, why: 'The database is away.' };
    const unknown = { ...facts().line, failed };
    const given = facts({ locks: known([all()]), line: unknown });
    expect(lock(rules, given)).toMatchObject({ outcome: 'block', reason: 'facts-missing' });
    expect(lock(rules, { ...given, line: { ...unknown, rollback: true } }).outcome).toBe('warn');
  });
});
