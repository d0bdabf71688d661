import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import { permission } from '../../../src/policy/gates/permission.ts';
import { facts, membership, person } from '../../builders.ts';

const rules = { roles: ['developers', 'release-managers'] };

describe('permission', () => {
  test.each([
    ['one of the roles', membership('dev'), 'pass', 'passed'],
    ['both roles', membership('lead'), 'pass', 'passed'],
    ['no role at all', membership('dev', { roles: [] }), 'block', 'role-missing'],
    ['another role only', membership('sec', { roles: ['security'] }), 'block', 'role-missing'],
    [
      'a role that could not be verified',
      membership('dev', { roles: [], unverified: [{ role: 'developers', why: 'Slack does not answer' }] }),
      'block',
      'role-unverified',
    ],
    [
      'one role verified, the other not',
      membership('dev', { roles: ['developers'], unverified: [{ role: 'release-managers', why: 'x' }] }),
      'pass',
      'passed',
    ],
    [
      'an unverified role that nobody asked for',
      membership('dev', { roles: [], unverified: [{ role: 'sre', why: 'x' }] }),
      'block',
      'role-missing',
    ],
    [
      'a guest in the group',
      membership('dev', { person: person('dev', { kind: 'guest' }) }),
      'block',
      'person-not-member',
    ],
    ['a bot in the group', membership('dev', { person: person('dev', { kind: 'bot' }) }), 'block', 'person-not-member'],
    [
      'a stranger in it',
      membership('dev', { person: person('dev', { kind: 'stranger' }) }),
      'block',
      'person-not-member',
    ],
  ])('%s', (_, requester, outcome, reason) => {
    expect(permission(rules, facts({ requester: known(requester) }))).toMatchObject({ outcome, reason });
  });

  test('says who can, and what was seen', () => {
    const verdict = permission(rules, facts({ requester: known(membership('sec', { roles: ['security'] })) }));
    expect(verdict).toMatchObject({
      says: 'sec does not have the role developers or release-managers.',
      who: ['developers', 'release-managers'],
      saw: [{ what: 'Roles of sec', found: 'security', wanted: 'developers or release-managers' }],
    });
    expect(verdict.unblock).toContain('staging');
  });

  test('without the fact it blocks and says why', () => {
    const verdict = permission(rules, facts({ requester: { known: false, why: 'Slack cannot be reached.' } }));
    expect(verdict).toMatchObject({ outcome: 'block', reason: 'facts-missing' });
    expect(verdict.says).toContain('Slack cannot be reached.');
  });
});
