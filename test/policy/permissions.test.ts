import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/model/catalog.ts';
import { everywhere } from '../../src/model/lock.ts';
import type { Permission } from '../../src/policy/permissions.ts';
import {
  mayApprove,
  mayCancel,
  mayDeploy,
  mayLock,
  mayRelease,
  mayUnlock,
  samePerson,
  stopRoles,
} from '../../src/policy/permissions.ts';
import { approvalRule, catalog, deployment, environment, lockOf, membership, person, pipeline } from '../builders.ts';

const staging = environment();
const production = environment({ name: 'production', approvals: approvalRule() });
const guest = membership('lead', { person: person('lead', { kind: 'guest' }) });
const nobody = membership('sec', { roles: [] });
const allowed = (permission: Permission) => permission.allowed;

describe('who may', () => {
  test.each<[string, boolean, Permission]>([
    ['deploy: a developer', true, mayDeploy(membership('dev'), staging)],
    ['deploy: nobody without role', false, mayDeploy(nobody, staging)],
    ['deploy: no guest', false, mayDeploy(guest, staging)],
    ['approve: a release manager', true, mayApprove(membership('lead'), production)],
    ['approve: no developer', false, mayApprove(membership('dev'), production)],
    ['approve: nobody where nothing is to be approved', false, mayApprove(membership('lead'), staging)],
    [
      'cancel: the requester, whatever they hold',
      true,
      mayCancel(membership('dev', { roles: [] }), deployment(), staging),
    ],
    ['cancel: who may deploy there', true, mayCancel(membership('dev2'), deployment(), staging)],
    [
      'cancel: who may approve there',
      true,
      mayCancel(membership('x', { roles: ['release-managers'] }), deployment(), production),
    ],
    ['cancel: nobody else', false, mayCancel(nobody, deployment(), production)],
    ['cancel: no guest', false, mayCancel(guest, deployment(), production)],
    ['cancel in a removed environment: the requester', true, mayCancel(membership('dev'), deployment(), null)],
    ['cancel in a removed environment: nobody else', false, mayCancel(membership('lead'), deployment(), null)],
    ['unlock: the owner', true, mayUnlock(membership('lead', { roles: [] }), lockOf(), [production])],
    ['unlock: an approver', true, mayUnlock(membership('lead2'), lockOf(), [production])],
    [
      'unlock: no mere developer where there are approvers',
      false,
      mayUnlock(membership('dev'), lockOf(), [production]),
    ],
    ['unlock: a developer where nobody approves', true, mayUnlock(membership('dev'), lockOf(), [staging])],
    ['unlock over two pipelines: needs both', false, mayUnlock(membership('dev'), lockOf(), [staging, production])],
    ['unlock in a removed environment: only the owner', false, mayUnlock(membership('lead2'), lockOf(), [])],
  ])('%s', (_, expected, permission) => {
    expect(allowed(permission)).toBe(expected);
  });

  test('a refusal says why and who can', () => {
    expect(mayCancel(nobody, deployment(), production)).toEqual({
      allowed: false,
      why: 'sec does not have the role developers or release-managers.',
      who: ['dev', 'developers', 'release-managers'],
    });
    expect(mayCancel(nobody, deployment(), null)).toEqual({
      allowed: false,
      why: 'Only dev may, and sec is somebody else.',
      who: ['dev'],
    });
  });

  test('names of roles are names, also odd ones', () => {
    const odd: Environment = environment({
      gates: { ...staging.gates, permission: { roles: ['constructor'] } },
    });
    expect(allowed(mayDeploy(nobody, odd))).toBe(false);
  });
});

test.each([
  [
    'by Slack id',
    { slackId: 'U1', name: 'a', githubLogin: null },
    { slackId: 'U1', name: 'b', githubLogin: 'x' },
    true,
  ],
  [
    'different Slack ids',
    { slackId: 'U1', name: 'a', githubLogin: 'x' },
    { slackId: 'U2', name: 'a', githubLogin: 'x' },
    false,
  ],
  [
    'by GitHub login',
    { slackId: null, name: 'a', githubLogin: 'X' },
    { slackId: 'U2', name: 'b', githubLogin: 'x' },
    true,
  ],
  [
    'nothing in common',
    { slackId: null, name: 'a', githubLogin: null },
    { slackId: 'U2', name: 'a', githubLogin: null },
    false,
  ],
])('the same person: %s', (_, one, other, same) => {
  expect(samePerson(one, other)).toBe(same);
});

describe('a lock on everything', () => {
  const all = { environment: everywhere, service: null };
  const own = catalog({ locks: { all: ['sre'] } });
  const sre = membership('x', { roles: ['sre'] });
  const free = catalog({ pipelines: [pipeline({ environments: [environment()] })] });

  test.each<[string, boolean, Permission]>([
    ['is for those whom the catalog names', true, mayLock(sre, own, all)],
    ['and for nobody else', false, mayLock(membership('lead'), own, all)],
    ['else for those who may approve anywhere', true, mayLock(membership('lead'), catalog(), all)],
    ['and not for mere developers', false, mayLock(membership('dev'), catalog(), all)],
    ['where nothing is approved, for who may deploy', true, mayLock(membership('dev'), free, all)],
    ['is released by its owner', true, mayRelease(nobody, own, lockOf({ ...all, owner: person('sec') }))],
    ['and by those who may set one', true, mayRelease(sre, own, lockOf(all))],
    ['and by no approver besides', false, mayRelease(membership('lead2'), own, lockOf(all))],
    [
      'any other is released as ever',
      true,
      mayRelease(membership('lead2'), own, lockOf({ environment: 'production' })),
    ],
  ])('%s', (_, expected, permission) => {
    expect(allowed(permission)).toBe(expected);
  });

  test('every role is named once', () => {
    expect(stopRoles(catalog())).toEqual(['release-managers']);
    expect(stopRoles(free)).toEqual(['developers']);
  });
});
