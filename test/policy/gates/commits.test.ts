import { describe, expect, test } from 'vitest';
import type { CommitRule } from '../../../src/model/catalog.ts';
import type { CommitRange, RangeCommit } from '../../../src/model/commit-range.ts';
import { known } from '../../../src/model/facts.ts';
import { commits } from '../../../src/policy/gates/commits.ts';
import { facts, shaOf } from '../../builders.ts';

const nothing: CommitRule = {
  conventional: false,
  signed: false,
  issueReference: false,
  issuePrefixes: ['#', 'GH-', 'TRADE-'],
};
const everything: CommitRule = { ...nothing, conventional: true, signed: true, issueReference: true };
const commit = (message: string, changes: Partial<RangeCommit> = {}): RangeCommit => ({
  sha: shaOf(message),
  title: message.split('\n')[0] ?? '',
  message,
  author: { name: 'Dana Whitfield', login: 'dana-dev' },
  merge: false,
  signature: { verified: true, reason: 'valid' },
  ...changes,
});
const unsigned = { signature: { verified: false, reason: 'unsigned' } };
const range = (...found: RangeCommit[]): CommitRange => ({
  since: [shaOf('old')],
  commits: found,
  total: found.length,
});
const judged = (rules: CommitRule | null, found: CommitRange) => commits(rules, facts({ commits: known(found) }));

describe('commits', () => {
  test.each([
    ['fix: keep the order', true],
    ['feat(api)!: new limits', true],
    ['Chore(deps, dev): update', true],
    ['feat: settle fills\n\nMeasured.\n\nBREAKING CHANGE: all', true],
    ['Revert "feat: settle fills"\n\nThis reverts commit 0123456789abcdef.', true],
    ['fix:keep the order', false],
    ['fix : keep the order', false],
    ['fix: ', false],
    ['fix keep the order', false],
    ['Keep the order', false],
    ['(api): keep the order', false],
    ['Keep the order\n\nfix: in the second line', false],
    ['', false],
  ])('conventional %j: %s', (message, fits) => {
    const verdict = judged({ ...nothing, conventional: true }, range(commit(message)));
    expect(verdict.reason).toBe(fits ? 'passed' : 'commit-rules-broken');
  });

  test.each([
    ['feat: risk limits (#412)', true],
    ['fix: a\n\nCloses acme/shop#12', true],
    ['fix: a\n\nRefs: TRADE-77', true],
    ['fix: GH-5', true],
    ['fix: the colour #fff', false],
    ['fix: the #1st of many', false],
    ['fix: a', false],
    ['', false],
  ])('names an issue %j: %s', (message, fits) => {
    const verdict = judged({ ...nothing, issueReference: true }, range(commit(message)));
    expect(verdict.reason).toBe(fits ? 'passed' : 'commit-rules-broken');
  });

  test.each<[string, CommitRule | null, CommitRange, string]>([
    ['nothing is asked', null, range(commit('x', unsigned)), 'not-configured'],
    ['all that is asked', everything, range(commit('fix: a (#1)'), commit('fix: b (#2)')), 'passed'],
    [
      'one of two is not signed',
      everything,
      range(commit('fix: a (#1)'), commit('fix: b (#2)', unsigned)),
      'commit-rules-broken',
    ],
    [
      'a signature by an unknown key',
      { ...nothing, signed: true },
      range(commit('a', { signature: { verified: false, reason: 'unknown_key' } })),
      'commit-rules-broken',
    ],
    ['a merge keeps its own words', everything, range(commit('Merge develop', { merge: true })), 'passed'],
    [
      'a merge has to be signed',
      everything,
      range(commit('Merge develop', { merge: true, ...unsigned })),
      'commit-rules-broken',
    ],
    ['nothing is new', everything, range(), 'passed'],
    ['nothing runs yet', everything, { ...range(commit('x')), since: [] }, 'commit-rules-broken'],
    ['there are more than could be read', everything, { ...range(commit('fix: a (#1)')), total: 2 }, 'facts-missing'],
  ])('%s', (_, rules, found, reason) => {
    expect(judged(rules, found).reason).toBe(reason);
  });

  test('each offender is named with what is wrong, up to a handful, and all are counted', () => {
    const many = Array.from({ length: 9 }, (_, index) => commit(`Change ${index}`, unsigned));
    const verdict = judged(everything, range(...many, commit('fix: a (#1)')));
    expect(verdict.says).toBe('9 of 10 commits do not follow the rules for commits here.');
    expect(verdict.saw).toHaveLength(7);
    expect(verdict.saw[0]).toEqual({
      what: `${shaOf('Change 0').slice(0, 7)} "Change 0" by dana-dev`,
      found: 'not a conventional commit, not signed and names no issue',
      wanted:
        '"type: title" (as in "fix: keep the order"), a signature that GitHub has verified and an issue (as in "#12")',
    });
    expect(verdict.saw.at(-1)).toEqual({ what: 'More of them', found: '3', wanted: '0' });
    expect(verdict.who).toEqual(['dana-dev']);
  });

  test('what passes says what was looked at', () => {
    const rules = { ...nothing, conventional: true, signed: true };
    const old = shaOf('old').slice(0, 7);
    expect(judged(rules, range(commit('fix: a'), commit('fix: b'))).says).toBe(
      `All 2 commits since ${old} are conventional and signed.`,
    );
    expect(judged(rules, range(commit('fix: a'))).says).toBe(`The 1 commit since ${old} is conventional and signed.`);
    expect(judged(rules, range()).says).toBe(`No commit is new since ${old}.`);
    expect(judged(rules, { ...range(commit('fix: a')), since: [] }).says).toBe(
      'Nothing runs there yet, so only the commit itself was looked at: it is conventional and signed.',
    );
  });

  test.each([
    ['GitHub does not say', { known: false as const, why: 'GitHub answers 502.' }],
    ['the ref leads to no commit', known(null)],
  ])('blocks when %s', (_, found) => {
    expect(commits(everything, facts({ commits: found }))).toMatchObject({ outcome: 'block', reason: 'facts-missing' });
  });
});
