import { describe, expect, test } from 'vitest';
import type { ReviewRule } from '../../../src/model/catalog.ts';
import { known } from '../../../src/model/facts.ts';
import type { PullRequest } from '../../../src/model/pull-request.ts';
import { review, reviewersToAsk } from '../../../src/policy/gates/review.ts';
import { facts, pullRequest, reviewOf, shaOf } from '../../builders.ts';

const one: ReviewRule = { approvals: 1, staleApprovals: 'ignore' };
const two: ReviewRule = { ...one, approvals: 2 };
const lenient: ReviewRule = { ...one, staleApprovals: 'count' };
const early = { sha: shaOf('earlier') };
const [lead, lead2] = ['lena-lead', 'luis-lead'];
const of = (...reviews: PullRequest['reviews']) => [pullRequest({ reviews })];
const objection = (name: string) => reviewOf(name, { state: 'changes-requested' });

describe('review', () => {
  test.each<[string, ReviewRule | null, PullRequest[], string]>([
    ['nothing is asked', null, [], 'not-configured'],
    ['approved and merged', one, of(reviewOf(lead)), 'passed'],
    [
      'open, and the commit is its last',
      one,
      [
        pullRequest({
          state: 'open',
          head: shaOf('develop'),
          mergedAs: null,
          reviews: [reviewOf(lead, { sha: shaOf('develop') })],
        }),
      ],
      'passed',
    ],
    [
      'open, and the commit lies inside it',
      one,
      [pullRequest({ state: 'open', mergedAs: null })],
      'pull-request-missing',
    ],
    [
      'merged, and the commit is the last of its branch',
      one,
      [
        pullRequest({
          head: shaOf('develop'),
          mergedAs: shaOf('m'),
          reviews: [reviewOf(lead, { sha: shaOf('develop') })],
        }),
      ],
      'passed',
    ],
    ['merged, and the commit lies inside it', one, [pullRequest({ mergedAs: shaOf('m') })], 'pull-request-missing'],
    ['closed without a merge', one, [pullRequest({ state: 'closed' })], 'pull-request-missing'],
    ['no pull request', one, [], 'pull-request-missing'],
    ['nobody looked', one, of(), 'approvals-missing'],
    ['a comment is no approval', one, of(reviewOf(lead, { state: 'commented' })), 'approvals-missing'],
    [
      'a comment after it takes no approval away',
      one,
      of(reviewOf(lead), reviewOf(lead, { state: 'commented' })),
      'passed',
    ],
    ['one of two', two, of(reviewOf(lead)), 'approvals-missing'],
    ['one person twice is one', two, of(reviewOf(lead), reviewOf(lead)), 'approvals-missing'],
    ['two of two', two, of(reviewOf(lead), reviewOf(lead2)), 'passed'],
    ['the author does not count', one, of(reviewOf('dana-dev')), 'approvals-missing'],
    ['who may not write does not count', one, of(reviewOf(lead, { counts: false })), 'approvals-missing'],
    ['an account that is gone does not count', one, of({ ...reviewOf(lead), reviewer: null }), 'approvals-missing'],
    ['dismissed', one, of(reviewOf(lead, { state: 'dismissed' })), 'approvals-missing'],
    [
      'approved again after it was dismissed',
      one,
      of(reviewOf(lead, { state: 'dismissed' }), reviewOf(lead)),
      'passed',
    ],
    ['changes requested by another', one, of(reviewOf(lead), objection(lead2)), 'changes-requested'],
    ['changes requested, then approved', one, of(objection(lead), reviewOf(lead)), 'passed'],
    ['approved, then changes requested', one, of(reviewOf(lead), objection(lead)), 'changes-requested'],
    [
      'changes requested, then a comment',
      one,
      of(reviewOf(lead2), objection(lead), reviewOf(lead, { state: 'commented' })),
      'changes-requested',
    ],
    [
      'changes requested of an earlier commit still stand',
      one,
      of(reviewOf(lead2), { ...objection(lead), ...early }),
      'changes-requested',
    ],
    ['who may not write cannot hold it up', one, of(reviewOf(lead), { ...objection(lead2), counts: false }), 'passed'],
    ['an approval of an earlier commit', one, of(reviewOf(lead, early)), 'approvals-missing'],
    ['an approval of an earlier commit, where it counts', lenient, of(reviewOf(lead, early)), 'passed'],
    [
      'an approval of an earlier commit, and a fresh one',
      two,
      of(reviewOf(lead, early), reviewOf(lead2)),
      'approvals-missing',
    ],
    [
      'one of two pull requests is in order',
      one,
      [pullRequest({ reviews: [] }), pullRequest({ number: 413 })],
      'passed',
    ],
    ['one closed, one in order', one, [pullRequest({ state: 'closed' }), pullRequest({ number: 413 })], 'passed'],
  ])('%s', (_, rules, pulls, reason) => {
    expect(review(rules, facts({ pullRequests: known(pulls) })).reason).toBe(reason);
  });

  test.each([
    ['GitHub does not say', { pullRequests: { known: false as const, why: 'GitHub answers 403.' } }],
    ['the ref is unknown', { ref: { known: false as const, why: 'GitHub answers 502.' } }],
  ])('blocks when %s', (_, changes) => {
    const seen = facts({ pullRequests: known([pullRequest()]), ...changes });
    expect(review(one, seen)).toMatchObject({ outcome: 'block', reason: 'facts-missing' });
  });

  test('blocks when the ref is no commit', () => {
    const ref = known({ problem: 'ref-not-found' as const, ref: 'x', candidates: [] });
    const seen = facts({ pullRequests: known([pullRequest()]), ref });
    expect(review(one, seen)).toMatchObject({ outcome: 'block', reason: 'commit-unknown' });
  });

  test('says who approved, and who is lacking and why', () => {
    const says = (rules: ReviewRule, ...reviews: PullRequest['reviews']) =>
      review(rules, facts({ pullRequests: known(of(...reviews)) }));
    expect(says(two, reviewOf(lead), reviewOf(lead2)).says).toBe(
      'Pull request #412 (Risk limits per account) is approved by lena-lead and luis-lead.',
    );
    const lacking = says(two, reviewOf(lead, early), reviewOf('gus-guest', { counts: false }));
    expect(lacking.says).toBe(
      'Pull request #412 (Risk limits per account) has 0 of 2 approvals; lena-lead approved an earlier commit of it; gus-guest may not write to the repository.',
    );
    expect(lacking.saw).toEqual([{ what: 'Approvals of #412', found: 'none', wanted: '2 people other than dana-dev' }]);
    expect(says(one, objection(lead))).toMatchObject({
      says: 'lena-lead requested changes to pull request #412 (Risk limits per account).',
      who: ['lena-lead'],
    });
  });

  test('a commit without a pull request is told why', () => {
    const says = (...pulls: PullRequest[]) => review(one, facts({ pullRequests: known(pulls) })).says;
    const lead = `Commit ${shaOf('develop').slice(0, 7)} is not the result of a pull request.`;
    expect(says()).toBe(`${lead} GitHub knows of no pull request with it.`);
    expect(says(pullRequest({ state: 'closed' }))).toBe(
      `${lead} Pull request #412 (Risk limits per account) was closed without being merged.`,
    );
    expect(says(pullRequest({ mergedAs: shaOf('m') }))).toBe(
      `${lead} It lies inside pull request #412 (Risk limits per account), but what was reviewed there is another commit.`,
    );
  });
});

test.each<[string, PullRequest, string[]]>([
  ['those asked on GitHub', pullRequest({ reviews: [], requested: ['lena-lead', 'dana-dev'] }), ['lena-lead']],
  [
    'those who want changes, commented or approved an earlier commit, and nobody twice',
    pullRequest({
      requested: ['sam-sre'],
      reviews: [
        reviewOf('lena-lead', { state: 'changes-requested' }),
        reviewOf('sam-sre', { state: 'commented' }),
        reviewOf('luis-lead', { sha: shaOf('an earlier one') }),
      ],
    }),
    ['sam-sre', 'lena-lead', 'luis-lead'],
  ],
  [
    'not who has approved, nor who may not write',
    pullRequest({ reviews: [reviewOf('lena-lead'), reviewOf('gus', { counts: false })] }),
    [],
  ],
])('who can be asked for what is lacking: %s', (_, pull, expected) => {
  expect(reviewersToAsk({ approvals: 2, staleApprovals: 'ignore' }, pull)).toEqual(expected);
});
