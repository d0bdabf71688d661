import { describe, expect, test } from 'vitest';
import type { CheckRun } from '../../../src/model/commit.ts';
import { known } from '../../../src/model/facts.ts';
import { checks, nameFits } from '../../../src/policy/gates/checks.ts';
import { checkRun, facts, shaOf } from '../../builders.ts';

const required = (...names: string[]) => ({ required: names, ignored: [], all: false });
const all = (...ignored: string[]) => ({ required: [], ignored, all: true });
const failed = (name: string) => checkRun(name, { conclusion: 'failure' });
const pending = (name: string) => checkRun(name, { status: 'in_progress', conclusion: null });

describe('checks', () => {
  test.each<[string, Parameters<typeof checks>[0], CheckRun[], string]>([
    ['nothing is required', null, [failed('lint')], 'not-configured'],
    ['the required ones are green', required('lint'), [checkRun('lint')], 'passed'],
    ['another one failed', required('lint'), [checkRun('lint'), failed('docs')], 'passed'],
    ['a required one failed', required('lint', 'test'), [failed('lint'), checkRun('test')], 'check-failed'],
    ['a required one runs', required('lint'), [pending('lint')], 'check-pending'],
    [
      'a required one is queued',
      required('lint'),
      [checkRun('lint', { status: 'queued', conclusion: null })],
      'check-pending',
    ],
    ['a required one is missing', required('lint'), [], 'check-missing'],
    ['failed goes before missing and pending', required('a', 'b', 'c'), [failed('a'), pending('b')], 'check-failed'],
    ['missing goes before pending', required('a', 'b'), [pending('b')], 'check-missing'],
    ['skipped counts as green', required('a'), [checkRun('a', { conclusion: 'skipped' })], 'passed'],
    ['neutral counts as green', required('a'), [checkRun('a', { conclusion: 'neutral' })], 'passed'],
    ['cancelled is not green', required('a'), [checkRun('a', { conclusion: 'cancelled' })], 'check-failed'],
    ['timed out is not green', required('a'), [checkRun('a', { conclusion: 'timed_out' })], 'check-failed'],
    ['action required is not green', required('a'), [checkRun('a', { conclusion: 'action_required' })], 'check-failed'],
    ['completed without conclusion is not green', required('a'), [checkRun('a', { conclusion: null })], 'check-failed'],
    ['two of one name, one failed', required('a'), [checkRun('a'), failed('a')], 'check-failed'],
    [
      'a pattern: all that fit',
      required('build (*)'),
      [checkRun('build (api)'), failed('build (worker)')],
      'check-failed',
    ],
    ['a pattern that nothing fits', required('build (*)'), [checkRun('build')], 'check-missing'],
    [
      'required and ignored is missing',
      { required: ['a'], ignored: ['a'], all: false },
      [checkRun('a')],
      'check-missing',
    ],
    ['all, and all are green', all(), [checkRun('a'), checkRun('b')], 'passed'],
    ['all, and one failed', all(), [checkRun('a'), failed('b')], 'check-failed'],
    ['all, and the failed one is ignored', all('deploy*'), [checkRun('a'), failed('deploy-staging')], 'passed'],
    ['all, and there is none', all(), [], 'check-missing'],
    ['all, and only ignored ones', all('deploy*'), [checkRun('deploy')], 'check-missing'],
    ['all, and a required one has not reported', { ...all(), required: ['b'] }, [checkRun('a')], 'check-missing'],
  ])('%s', (_, rules, runs, reason) => {
    expect(checks(rules, facts({ checks: known(runs) })).reason).toBe(reason);
  });

  test('a refusal names every one, with what was seen', () => {
    const rules = required('lint', 'test', 'build', 'docs');
    const verdict = checks(rules, facts({ checks: known([failed('lint'), pending('build'), checkRun('docs')]) }));
    expect(verdict.says).toBe(
      `Checks on ${shaOf('develop').slice(0, 7)} are not green; failed: lint; missing: test; still running: build.`,
    );
    expect(verdict.saw.map(({ what, found }) => `${what}: ${found}`)).toEqual([
      'Check lint: failure',
      'Check build: in progress',
      'Check test: not reported',
    ]);
  });

  test.each([
    ['the checks are unknown', { checks: { known: false as const, why: 'GitHub answers 502.' } }],
    ['the ref is unknown', { ref: { known: false as const, why: 'GitHub answers 502.' } }],
    ['the ref is no commit', { ref: known({ problem: 'ref-not-found' as const, ref: 'x', candidates: [] }) }],
  ])('blocks when %s', (_, changes) => {
    expect(checks(required('a'), facts(changes))).toMatchObject({ outcome: 'block', reason: 'facts-missing' });
  });
});

test.each([
  ['lint', 'lint', true],
  ['lint', 'lint2', false],
  ['test (Go 1.2*)', 'test (Go 1.24)', true],
  ['test (Go 1.2*)', 'testXGo 1.24)', false],
  ['*', 'anything at all', true],
  ['a.c', 'abc', false],
])('check pattern %s and %s: %s', (pattern, name, fits) => {
  expect(nameFits(pattern, name)).toBe(fits);
});
