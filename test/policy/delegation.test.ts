import { describe, expect, test } from 'vitest';
import { known } from '../../src/model/facts.ts';
import { day, hour, minute } from '../../src/model/time.ts';
import { countVote, decide, stillApproved } from '../../src/policy/approvals.ts';
import type { Lent } from '../../src/policy/delegated-vote.ts';
import { approverRoles, mayDelegate } from '../../src/policy/delegation.ts';
import { approval, approvalRule, catalog, deployment, membership, now, person, shaOf, vote } from '../builders.ts';
import { delegationOf } from '../delegation-builder.ts';

const asMember = (handle: string, roles: string[]) => membership(handle, { roles });
const lentBy = (handle: string, changes: Partial<Lent> = {}): Lent => ({
  delegation: delegationOf([handle, 'dev2']),
  membership: membership(handle),
  ...changes,
});
const cast = (changes: Partial<Parameters<typeof countVote>[1]> = {}) => ({
  deployment: deployment(),
  membership: asMember('dev2', ['developers']),
  choice: 'approve' as const,
  reason: null,
  commits: known(null),
  lent: [lentBy('lead')],
  now: now + minute,
  ...changes,
});
const wrote = (login: string) =>
  known({ commits: [{ sha: shaOf('c'), title: 't', author: { name: login, login }, url: '' }], total: 1 } as never);
const forLena = {
  ...vote('dev2'),
  role: 'release-managers',
  roles: ['release-managers'],
  for: delegationOf(['lead', 'dev2']).from,
};

describe('whether somebody may have another one approve in their place', () => {
  const wish = (changes: Partial<Parameters<typeof mayDelegate>[0]> = {}) => ({
    from: membership('lead'),
    to: membership('dev2'),
    role: null,
    until: now + day,
    now,
    approverRoles: ['release-managers', 'sre'],
    ...changes,
  });

  test('hands over what they hold of what decides anything', () => {
    expect(mayDelegate(wish())).toEqual({ may: true, roles: ['release-managers'] });
    expect(mayDelegate(wish({ role: 'release-managers', until: now + 30 * day }))).toMatchObject({ may: true });
  });

  test.each([
    ['to oneself', { to: membership('lead') }, /for yourself anyway/],
    ['to a guest', { to: membership('dev2', { person: person('dev2', { kind: 'guest' }) }) }, /not a full member/],
    [
      'to somebody whose account is closed',
      { to: membership('dev2', { deactivated: true as const }) },
      /not a full member/,
    ],
    [
      'to somebody whom Slack cannot say',
      {
        to: membership('dev2', {
          person: person('dev2', { kind: 'stranger' }),
          unverified: [{ role: 'sre', why: '?' }],
        }),
      },
      /Slack did not say/,
    ],
    ['until a time that is over', { until: now }, /is over/],
    ['for too long', { until: now + 30 * day + 1 }, /at most 30 days/],
    ['a role that decides nothing', { role: 'developers' }, /developers decides no approval/],
    ['a role that they do not hold', { role: 'sre' }, /does not have the role sre/],
    ['without any role of their own', { from: membership('dev') }, /not one that was handed over/],
    [
      'a role that cannot be verified',
      { from: membership('lead', { roles: [], unverified: [{ role: 'release-managers', why: 'Slack is away' }] }) },
      /could not be verified/,
    ],
  ])('not %s', (_, changes, why) => {
    const verdict = mayDelegate(wish(changes));
    expect(verdict.may).toBe(false);
    if (!verdict.may) expect(verdict.why).toMatch(why);
  });

  test('the roles that decide anything are those of every rule', () => {
    expect(approverRoles(catalog())).toEqual(['release-managers']);
  });
});

describe('a vote in somebody’s place', () => {
  test('counts by their role, and says for whom', () => {
    expect(countVote(approval(), cast())).toEqual({
      counts: true,
      vote: { ...forLena, person: vote('dev2').person, at: now + minute },
    });
  });

  test('who holds the role themselves votes for themselves', () => {
    const counted = countVote(approval(), cast({ membership: asMember('dev2', ['release-managers']) }));
    expect(counted.counts && counted.vote).not.toHaveProperty('for');
  });

  test('of several it is for the first who may', () => {
    const lost = lentBy('lead2', { membership: asMember('lead2', []) });
    const counted = countVote(approval(), cast({ lent: [lost, lentBy('lead')] }));
    expect(counted).toMatchObject({ counts: true, vote: { for: { name: 'lead' } } });
  });

  const listed = approvalRule({ authors: false });
  test.each([
    ['nobody has handed anything over', {}, cast({ lent: [] }), /dev2 does not have the role release-managers/],
    [
      'they have lost the role',
      {},
      cast({ lent: [lentBy('lead', { membership: asMember('lead', []) })] }),
      /lead does not have the role/,
    ],
    [
      'their role cannot be verified',
      {},
      cast({
        lent: [
          lentBy('lead', {
            membership: membership('lead', {
              roles: [],
              unverified: [{ role: 'release-managers', why: 'Slack is away' }],
            }),
          }),
        ],
      }),
      /could not be verified whether lead/,
    ],
    [
      'they have become a guest',
      {},
      cast({
        lent: [lentBy('lead', { membership: membership('lead', { person: person('lead', { kind: 'guest' }) }) })],
      }),
      /lead is a guest/,
    ],
    [
      'another role was handed over',
      {},
      cast({ lent: [lentBy('lead', { delegation: delegationOf(['lead', 'dev2'], { role: 'sre' }) })] }),
      /handed over sre alone/,
    ],
    [
      'they asked for it',
      {},
      cast({ deployment: deployment({ requester: person('lead') }) }),
      /nobody decides for whoever asked/,
    ],
    [
      'who votes asked for it',
      {},
      cast({ deployment: deployment({ requester: person('dev2') }) }),
      /whoever asks does not decide/,
    ],
    [
      'who votes is a guest',
      {},
      cast({ membership: membership('dev2', { person: person('dev2', { kind: 'guest' }) }) }),
      /guest/,
    ],
    ['they have voted', { votes: [vote('lead')] }, cast(), /lead has voted already/],
    [
      'another one has voted for them',
      { votes: [{ ...forLena, person: vote('dev').person }] },
      cast(),
      /lead has voted already/,
    ],
    ['who votes has voted', { votes: [forLena] }, cast(), /already/],
    ['they wrote it', { rule: listed }, cast({ commits: wrote('lena-lead') }), /lead wrote/],
    ['who votes wrote it', { rule: listed }, cast({ commits: wrote('devin-ops') }), /dev2 wrote/],
  ])('does not count: %s', (_, changes, given, why) => {
    const counted = countVote(approval(changes), given);
    expect(counted.counts).toBe(false);
    if (!counted.counts) expect(counted.why).toMatch(why);
  });

  test('whose place was taken does not count besides, but may veto', () => {
    const own = { membership: membership('lead'), lent: [] };
    const again = countVote(approval({ votes: [forLena] }), cast(own));
    expect(again).toMatchObject({ counts: false, why: 'dev2 has voted for lead already, and the two count once.' });
    const veto = countVote(approval({ votes: [forLena] }), { ...cast(own), choice: 'reject', reason: 'no' });
    expect(veto).toMatchObject({ counts: true });
  });

  test('two people and one standing in for a third make two of two', () => {
    const rule = approvalRule({ required: 2 });
    expect(decide(approval({ rule, votes: [forLena] }), now)).toBe('pending');
    expect(decide(approval({ rule, votes: [forLena, vote('lead2')] }), now)).toBe('approved');
  });
});

describe('such an approval at the dispatch', () => {
  const decided = approval({ votes: [forLena], decision: 'approved', decidedAt: now });
  const { slackId: lena } = person('lead');
  const { slackId: devin } = person('dev2');
  const at = (changes: Partial<Parameters<typeof stillApproved>[1]> = {}) => ({
    rule: decided.rule,
    binding: decided.binding,
    memberships: { [lena]: membership('lead'), [devin]: membership('dev2') },
    askers: [person('dev')],
    scheduledFor: null,
    now: now + hour,
    ...changes,
  });

  test('counts while they hold the role', () => {
    expect(stillApproved(decided, at())).toEqual({ counts: true });
  });

  test.each([
    [
      'they have lost the role',
      { memberships: { [lena]: asMember('lead', []), [devin]: membership('dev2') } },
      /lead does not have the role/,
    ],
    ['nobody looked at them', { memberships: { [devin]: membership('dev2') } }, /roles of lead could not be looked at/],
    [
      'who voted has left',
      { memberships: { [lena]: membership('lead'), [devin]: membership('dev2', { deactivated: true as const }) } },
      /dev2, who approved for lead, is no full member/,
    ],
    ['they ask for it now', { askers: [person('lead')] }, /lead asks for it now/],
  ])('not when %s', (_, changes, why) => {
    const verdict = stillApproved(decided, at(changes));
    expect(verdict.counts).toBe(false);
    if (!verdict.counts) expect(verdict.why).toMatch(why);
  });

  test('of which roles it takes some, theirs count, and only those that were handed over', () => {
    const rule = approvalRule({ roles: ['release-managers', 'sre'], atLeast: { sre: 1 } });
    const both = { [lena]: asMember('lead', ['release-managers', 'sre']), [devin]: membership('dev2') };
    const one = { ...decided, rule };
    expect(stillApproved(one, at({ rule, memberships: both })).counts).toBe(false);
    const two = { ...one, votes: [{ ...forLena, roles: ['release-managers', 'sre'] }] };
    expect(stillApproved(two, at({ rule, memberships: both }))).toEqual({ counts: true });
  });
});
