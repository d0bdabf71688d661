import { describe, expect, test } from 'vitest';
import type { Approval, Vote } from '../../src/model/approval.ts';
import { bindingOf } from '../../src/model/approval.ts';
import type { ApprovalRule } from '../../src/model/catalog.ts';
import { known } from '../../src/model/facts.ts';
import type { Membership } from '../../src/model/person.ts';
import { hour, minute } from '../../src/model/time.ts';
import { countVote, decide, stillApproved } from '../../src/policy/approvals.ts';
import { approval, approvalRule, deployment, membership, now, person, shaOf, vote } from '../builders.ts';

const cast = (changes: Partial<Parameters<typeof countVote>[1]> = {}) => ({
  deployment: deployment(),
  membership: membership('lead'),
  choice: 'approve' as Vote['choice'],
  reason: null,
  commits: known(null),
  now: now + minute,
  ...changes,
});

const listed = { rule: approvalRule({ checklist: ['CI passes', 'Rollback plan ready'] }) };

describe('countVote', () => {
  test('an approver counts, by the role that made them one', () => {
    expect(countVote(approval(), cast())).toEqual({ counts: true, vote: vote('lead') });
  });

  test.each<[string, Partial<Approval>, ReturnType<typeof cast>, string]>([
    [
      'the requester',
      {},
      cast({ membership: membership('dev', { roles: ['release-managers'] }) }),
      'whoever asks does not decide',
    ],
    [
      'the requester under another Slack account',
      {},
      cast({
        deployment: deployment({ requester: { slackId: 'U0LEAD000', name: 'Lena', githubLogin: null } }),
      }),
      'whoever asks does not decide',
    ],
    [
      'somebody without the role',
      {},
      cast({ membership: membership('dev2') }),
      'does not have the role release-managers',
    ],
    ['a guest', {}, cast({ membership: membership('lead', { person: person('lead', { kind: 'guest' }) }) }), 'guest'],
    [
      'somebody who cannot be verified',
      {},
      cast({
        membership: membership('lead', { roles: [], unverified: [{ role: 'release-managers', why: 'Slack is down' }] }),
      }),
      'could not be verified',
    ],
    ['the same person again', { votes: [vote('lead')] }, cast(), 'counts once'],
    ['too late', {}, cast({ now: now + 8 * hour }), 'time to decide has run out'],
    ['decided already', { decision: 'rejected' }, cast(), 'already decided'],
    ['another commit', {}, cast({ deployment: deployment({ sha: 'f'.repeat(40) }) }), 'has changed'],
    ['other inputs', {}, cast({ deployment: deployment({ inputs: { services: 'worker' } }) }), 'has changed'],
    ['a rejection without reason', {}, cast({ choice: 'reject', reason: '  ' }), 'needs a reason'],
    ['a checklist that was not ticked', listed, cast(), 'these are not ticked: CI passes; Rollback plan ready'],
    [
      'an item that was not ticked',
      listed,
      cast({ ticked: ['CI passes'] }),
      'these are not ticked: Rollback plan ready',
    ],
  ])('does not count: %s', (_, changes, given, why) => {
    const counted = countVote(approval(changes), given);
    expect(counted).toMatchObject({ counts: false });
    if (!counted.counts) expect(counted.why).toContain(why);
  });

  test("with a checklist it keeps what was ticked, in the list's own words; a rejection ticks nothing", () => {
    const ticked = ['Rollback plan ready', 'CI passes', 'not of the list'];
    expect(countVote(approval(listed), cast({ ticked }))).toMatchObject({
      counts: true,
      vote: { ticked: ['CI passes', 'Rollback plan ready'] },
    });
    const veto = countVote(approval(listed), cast({ choice: 'reject', reason: 'no' }));
    expect(veto.counts && veto.vote).not.toHaveProperty('ticked');
  });

  test('the last moment counts', () => {
    expect(countVote(approval(), cast({ now: now + 8 * hour - 1 })).counts).toBe(true);
  });

  test('who approved may still veto', () => {
    const given = cast({ choice: 'reject', reason: 'saw an error' });
    expect(countVote(approval({ votes: [vote('lead')] }), given)).toMatchObject({
      counts: true,
      vote: { choice: 'reject', reason: 'saw an error' },
    });
  });

  test('says who can instead', () => {
    expect(countVote(approval(), cast({ membership: membership('dev2') }))).toMatchObject({
      who: ['release-managers'],
    });
  });
});

describe('authors of what is deployed', () => {
  const rule = { rule: approvalRule({ authors: false }) };
  const commitBy = (login: string | null, index: number) => ({
    sha: shaOf(`commit ${index}`),
    title: 'fix: a leak',
    message: 'fix: a leak',
    author: { name: login ?? 'somebody', login },
    merge: false,
    signature: { verified: true, reason: 'valid' },
  });
  const by = (...logins: (string | null)[]) =>
    known({ since: [], total: logins.length, commits: logins.map(commitBy) });
  const together = (...logins: (string | null)[]) => {
    const coAuthors = logins.map((login) => ({ name: login ?? 'somebody', login }));
    return known({
      since: [],
      total: 2,
      commits: [commitBy('dana-dev', 0), { ...commitBy('dana-dev', 1), coAuthors }],
    });
  };
  const unlinked = membership('lead', { person: person('lead', { githubLogin: null }) });

  test.each<[string, ReturnType<typeof cast>, string]>([
    ['wrote one of the commits', cast({ commits: by('dana-dev', 'Lena-Lead') }), 'lead wrote'],
    ['nobody knows the account', cast({ commits: by('dana-dev'), membership: unlinked }), 'no known GitHub account'],
    ['is a co-author of one', cast({ commits: together('sam-sre', 'Lena-Lead') }), 'lead is a co-author of'],
    ['a co-author without an account', cast({ commits: together('sam-sre', null) }), 'A co-author of'],
    ['an author without an account', cast({ commits: by('dana-dev', null) }), 'has no GitHub account'],
    ['unknown commits', cast({ commits: { known: false, why: 'GitHub is away.' } }), 'GitHub is away.'],
    ['commits that were not looked at', cast(), 'It is not known who wrote'],
    [
      'too many commits to be read',
      cast({ commits: known({ since: [], commits: [], total: 251 }) }),
      'Only 0 of 251 commits could be read',
    ],
  ])('does not count: %s', (_, given, why) => {
    const counted = countVote(approval(rule), given);
    expect(counted).toMatchObject({ counts: false });
    if (!counted.counts) expect(counted.why).toContain(why);
  });

  test('others count, an author may veto, and without the rule authors count', () => {
    expect(countVote(approval(rule), cast({ commits: by('dana-dev') })).counts).toBe(true);
    expect(countVote(approval(rule), cast({ commits: together('sam-sre') })).counts).toBe(true);
    const veto = cast({ commits: by('lena-lead'), choice: 'reject', reason: 'I broke it' });
    expect(countVote(approval(rule), veto).counts).toBe(true);
    expect(countVote(approval(rule), { ...veto, commits: together('lena-lead') }).counts).toBe(true);
    expect(countVote(approval(), cast({ commits: together('lena-lead', null) })).counts).toBe(true);
    expect(countVote(approval(), cast({ commits: by('lena-lead') })).counts).toBe(true);
  });
});

describe('decide', () => {
  const two = { rule: approvalRule({ required: 2 }) };
  const mixed = { rule: approvalRule({ required: 2, roles: ['release-managers', 'sre'], atLeast: { sre: 1 } }) };
  const sre = vote('sre', { role: 'sre', roles: ['sre'] });
  const { roles: _, ...older } = sre;
  const veto = vote('lead2', { choice: 'reject', reason: 'no' });
  test.each<[string, Partial<Approval>, number, string]>([
    ['nobody yet', {}, now, 'pending'],
    ['one of one', { votes: [vote('lead')] }, now, 'approved'],
    ['one of two', { ...two, votes: [vote('lead')] }, now, 'pending'],
    ['two of two', { ...two, votes: [vote('lead'), vote('lead2')] }, now, 'approved'],
    ['one person twice', { ...two, votes: [vote('lead'), vote('lead')] }, now, 'pending'],
    ['two of two, and nobody of sre', { ...mixed, votes: [vote('lead'), vote('lead2')] }, now, 'pending'],
    ['three, one of them of sre', { ...mixed, votes: [vote('lead'), vote('lead2'), sre] }, now, 'approved'],
    ['two, one of them of sre', { ...mixed, votes: [vote('lead'), sre] }, now, 'approved'],
    ['one who is both', { ...mixed, votes: [{ ...sre, roles: ['release-managers', 'sre'] }] }, now, 'pending'],
    ['a vote of before', { ...mixed, votes: [vote('lead'), older] }, now, 'approved'],
    ['a veto', { votes: [veto] }, now, 'rejected'],
    ['a veto after enough approvals', { votes: [vote('lead'), veto] }, now, 'rejected'],
    ['the last moment', {}, now + 8 * hour - 1, 'pending'],
    ['time has run out', {}, now + 8 * hour, 'expired'],
    ['enough votes, looked at later', { votes: [vote('lead')] }, now + 9 * hour, 'approved'],
    ['withdrawn stays withdrawn', { decision: 'withdrawn', votes: [vote('lead')] }, now, 'withdrawn'],
  ])('%s', (_, changes, at, decision) => {
    expect(decide(approval(changes), at)).toBe(decision);
  });
});

describe('stillApproved', () => {
  const given = approval({ votes: [vote('lead')], decision: 'approved', decidedAt: now });
  const ofTwo = (votes: Vote[]) =>
    approval({ rule: approvalRule({ required: 2 }), votes, decision: 'approved', decidedAt: now });
  const mixedRule = approvalRule({ required: 2, atLeast: { sre: 1 } });
  const mixed = (votes: Vote[]) => approval({ rule: mixedRule, votes, decision: 'approved', decidedAt: now });
  const lead = { [person('lead').slackId]: membership('lead') };
  const both = { ...lead, [person('lead2').slackId]: membership('lead2') };
  const withSre = { ...both, [person('lead').slackId]: membership('lead', { roles: ['release-managers', 'sre'] }) };
  const gone = { [person('lead').slackId]: membership('lead', { roles: ['developers'] }) };
  const at = (
    memberships: Record<string, Membership>,
    changes: Partial<{ rule: ApprovalRule; binding: string; scheduledFor: number | null; now: number }> = {},
  ) => ({
    rule: approvalRule(),
    binding: bindingOf(deployment()),
    memberships,
    askers: [],
    scheduledFor: null,
    now: now + hour,
    ...changes,
  });

  test.each<[string, Approval, ReturnType<typeof at>, true | string]>([
    ['an hour later', given, at(lead), true],
    ['at the last moment', given, at(lead, { now: now + 4 * hour - 1 }), true],
    ['too old', given, at(lead, { now: now + 4 * hour }), 'counts for 4 h'],
    ['for later, from its time on', given, at(lead, { now: now + 24 * hour, scheduledFor: now + 21 * hour }), true],
    ['for later, too old', given, at(lead, { now: now + 24 * hour, scheduledFor: now + 20 * hour }), 'counts for 4 h'],
    ['another commit', given, at(lead, { binding: 'other' }), 'no longer what was approved'],
    ['left the group', given, at(gone), 'lead does not have the role release-managers'],
    ['cannot be looked at', given, at({}), 'could not be looked at'],
    [
      'more approvals are wanted now',
      given,
      at(lead, { rule: approvalRule({ required: 2 }) }),
      'rule in quarterdeck.yml',
    ],
    ['other roles decide now', given, at(lead, { rule: approvalRule({ roles: ['sre'] }) }), 'rule in quarterdeck.yml'],
    ['another checklist is wanted now', given, at(lead, listed), 'checklist in quarterdeck.yml has changed'],
    ['the same checklist', { ...given, ...listed }, at(lead, listed), true],
    ['other channels are told now', given, at(lead, { rule: approvalRule({ notify: [] }) }), true],
    ['not approved at all', approval(), at(lead), 'The approval is pending'],
    ['two of two', ofTwo([vote('lead'), vote('lead2')]), at(both, { rule: approvalRule({ required: 2 }) }), true],
    ['one of sre wanted, and there', mixed([vote('lead'), vote('lead2')]), at(withSre, { rule: mixedRule }), true],
    [
      'who was of sre is no more',
      mixed([vote('lead'), vote('lead2')]),
      at(both, { rule: mixedRule }),
      'too few still hold the roles: it takes 1 more, with sre',
    ],
    [
      'one of two has left',
      ofTwo([vote('lead'), vote('lead2')]),
      at({ ...both, ...gone }, { rule: approvalRule({ required: 2 }) }),
      'Only 1 of the 2',
    ],
  ])('%s', (_, which, seen, expected) => {
    const answer = stillApproved(which, seen);
    if (expected === true) expect(answer).toEqual({ counts: true });
    else expect(answer.counts ? '' : answer.why).toContain(expected);
  });
});
