import { describe, expect, test } from 'vitest';
import { known } from '../../../src/model/facts.ts';
import { ref } from '../../../src/policy/gates/ref.ts';
import { facts, resolvedRef, shaOf } from '../../builders.ts';

type Kind = 'branch' | 'tag' | 'sha';
const judged = (rules: Parameters<typeof ref>[0], kind: Kind, name: string) =>
  ref(rules, facts({ ref: known(resolvedRef({ kind, name })) }));

describe('a tag rule', () => {
  test.each([
    // CHECKLIST S4: v1.2.3 valid; v1.2 and 1.2.3 invalid.
    ['v*.*.*', 'v1.2.3', true],
    ['v*.*.*', 'v0.0.0', true],
    ['v*.*.*', 'v10.20.30', true],
    ['v*.*.*', 'v1.2', false],
    ['v*.*.*', '1.2.3', false],
    ['v*.*.*', 'v1.2.3.4', false],
    ['v*.*.*', 'v1.2.3-rc.1', false],
    ['v*.*.*', 'v1.2.3+build', false],
    ['v*.*.*', 'v01.2.3', false],
    ['v*.*.*', 'v1.2.x', false],
    ['v*.*.*', 'v..', false],
    ['v*.*.*', 'V1.2.3', false],
    ['v*.*.*', 'release/v1.2.3', false],
    ['v*.*.*', 'v1.2.3\n', false],
    ['v*.*.*-*', 'v1.2.3-rc.1', true],
    ['v*.*.*-*', 'v1.2.3', false],
    ['v*.*.*-rc.*', 'v1.2.3-beta.1', false],
    ['*.*.*', '1.2.3', true],
    ['api-v*.*.*', 'api-v1.2.3', true],
    ['release-*', 'release-2026-01', true],
    ['release/*', 'release/a/b', false],
    ['release/**', 'release/a/b', true],
  ])('%s and %s: %s', (pattern, tag, allowed) => {
    expect(judged({ branches: [], tags: [pattern], shas: false }, 'tag', tag).outcome).toBe(allowed ? 'pass' : 'block');
  });
});

describe('a branch rule', () => {
  test.each([
    ['develop', 'develop', true],
    ['develop', 'develop2', false],
    ['develop', 'feature/develop', false],
    ['feature/*', 'feature/order-book', true],
    ['feature/*', 'feature/order/book', false],
    ['feature/**', 'feature/order/book', true],
    ['hotfix/*', 'hotfix/.hidden', true],
    ['*', 'main', true],
    ['*', 'feature/x', false],
    ['**', 'feature/x', true],
    ['v*.*.*', 'vx.y.z', true],
  ])('%s and %s: %s', (pattern, branch, allowed) => {
    const verdict = judged({ branches: [pattern], tags: [], shas: false }, 'branch', branch);
    expect(verdict.outcome).toBe(allowed ? 'pass' : 'block');
  });
});

describe('the kind of a ref', () => {
  const tagsOnly = { branches: [], tags: ['v*.*.*'], shas: false };
  test.each([
    ['a branch where tags are wanted', tagsOnly, 'branch', 'v1.2.3', 'ref-kind-not-allowed'],
    ['a SHA where tags are wanted', tagsOnly, 'sha', shaOf('x'), 'ref-kind-not-allowed'],
    [
      'a tag where branches are wanted',
      { branches: ['main'], tags: [], shas: false },
      'tag',
      'v1.2.3',
      'ref-kind-not-allowed',
    ],
    ['a wrong tag', tagsOnly, 'tag', 'v1.4', 'ref-name-not-allowed'],
    ['a SHA where SHAs are allowed', { ...tagsOnly, shas: true }, 'sha', shaOf('x'), 'passed'],
    ['anything', { branches: ['**'], tags: ['**'], shas: true }, 'branch', 'wip', 'not-configured'],
  ] as const)('%s', (_, rules, kind, name, reason) => {
    expect(judged({ ...rules, branches: [...rules.branches], tags: [...rules.tags] }, kind, name).reason).toBe(reason);
  });

  test('a refusal shows what was seen and a good example', () => {
    const verdict = judged(tagsOnly, 'tag', 'v1.4');
    expect(verdict.says).toBe('The tag v1.4 may not be deployed to staging: its name does not fit v*.*.*.');
    expect(verdict.unblock).toBe('Deploy a tag v*.*.* (as in v1.2.3).');
    expect(verdict.saw).toEqual([{ what: 'Ref', found: 'tag v1.4', wanted: 'a tag v*.*.* (as in v1.2.3)' }]);
  });
});

describe('a ref that is no commit', () => {
  const rules = { branches: ['main'], tags: [], shas: false };
  test.each(['ref-malformed', 'ref-not-found', 'ref-ambiguous'] as const)('%s blocks', (problem) => {
    const verdict = ref(rules, facts({ ref: known({ problem, ref: 'mian', candidates: ['main', 'domain'] }) }));
    expect(verdict).toMatchObject({ outcome: 'block', reason: problem });
    expect(verdict.says).toContain('"mian"');
  });

  test('near names are offered', () => {
    const problem = { problem: 'ref-not-found' as const, ref: 'mian', candidates: ['main'] };
    expect(ref(rules, facts({ ref: known(problem) })).unblock).toContain('Did you mean main?');
  });

  test('a short SHA may fit several commits, which GitHub does not tell from none', () => {
    const unblock = (typed: string) =>
      ref(rules, facts({ ref: known({ problem: 'ref-not-found', ref: typed, candidates: [] }) })).unblock;
    expect(unblock('abcdef0')).toContain('short SHA, give more of it');
    expect(unblock('develpo')).not.toContain('SHA');
    expect(unblock('a'.repeat(40))).not.toContain('SHA');
  });

  test('a mistyped service is taken for a ref, and the service is offered', () => {
    const problem = { problem: 'ref-not-found' as const, ref: 'wroker', candidates: [] };
    const verdict = ref(
      rules,
      facts({ ref: known({ ...problem, target: { kind: 'service' as const, name: 'worker' } }) }),
    );
    expect(verdict.says).toBe(
      '"wroker" is neither a service or group, nor a branch, a tag or a commit of the repository.',
    );
    expect(verdict.unblock).toMatch(/Did you mean the service worker\?$/);
    const both = { ...problem, candidates: ['work'], target: { kind: 'group' as const, name: 'workers' } };
    expect(ref(rules, facts({ ref: known(both) })).unblock).toContain('Did you mean work or the group workers?');
  });

  test('an unknown one blocks, even where anything is allowed', () => {
    const rulesOfNone = { branches: ['**'], tags: ['**'], shas: true };
    const verdict = ref(rulesOfNone, facts({ ref: { known: false, why: 'GitHub answers 502.' } }));
    expect(verdict).toMatchObject({ outcome: 'block', reason: 'facts-missing' });
  });
});
