import { describe, expect, test } from 'vitest';
import type { CheckRun } from '../../../src/model/commit.ts';
import { known } from '../../../src/model/facts.ts';
import { nameFits } from '../../../src/policy/check-names.ts';
import { checks } from '../../../src/policy/gates/checks.ts';
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
    ['stale is not green', required('a'), [checkRun('a', { conclusion: 'stale' })], 'check-failed'],
    ['never started is not green', required('a'), [checkRun('a', { conclusion: 'startup_failure' })], 'check-failed'],
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

  test.each<[string, string[], CheckRun[], string]>([
    ['what runs is waited for', ['lint'], [pending('lint')], 'warn check-pending'],
    ['what failed is not', ['lint', 'test'], [pending('lint'), failed('test')], 'block check-failed'],
    ['what is missing is not', ['lint', 'test'], [pending('lint')], 'block check-missing'],
    ['green is green', ['lint'], [checkRun('lint')], 'pass passed'],
  ])('with pending: wait, %s', (_, names, runs, expected) => {
    const verdict = checks({ ...required(...names), waitFor: 1_800_000 }, facts({ checks: known(runs) }));
    expect(`${verdict.outcome} ${verdict.reason}`).toBe(expected);
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

  const told = (name: string, output: string, changes = {}) => checkRun(name, { output, ...changes });
  const measuring = { required: [], ignored: [], all: false, coverage: { check: 'cov*', minimum: 70 } };
  const limits = { p95: 500, p99: 1000, errors: 1, orderExecution: 300 };
  const k6 = { required: [], ignored: [], all: false, loadTest: { check: 'k6', ...limits } };
  const good = 'p95 | 499ms\np99 | 999 ms\nerrors | 0.9%\norder execution | 299ms';

  test.each<[string, Parameters<typeof checks>[0], CheckRun[], string]>([
    ['enough coverage', measuring, [told('coverage', 'Coverage: 70%')], 'passed'],
    ['too little coverage', measuring, [told('coverage', 'Coverage: 69.9%')], 'coverage-too-low'],
    [
      'the lowest of two counts',
      measuring,
      [told('cov a', 'Coverage: 90%'), told('cov b', 'Coverage: 60%')],
      'coverage-too-low',
    ],
    ['one of two tells nothing', measuring, [told('cov a', 'Coverage: 90%'), checkRun('cov b')], 'passed'],
    ['another check tells it', measuring, [told('lint', 'Coverage: 90%')], 'check-result-missing'],
    ['nobody tells it', measuring, [checkRun('coverage')], 'check-result-missing'],
    [
      'it is not told yet',
      measuring,
      [told('coverage', 'Coverage: 90%', { status: 'in_progress' })],
      'check-result-missing',
    ],
    ['a good load test', k6, [told('k6', good)], 'passed'],
    ['p95 at its limit', k6, [told('k6', good.replace('499ms', '500ms'))], 'load-test-missed'],
    ['p99 above its limit', k6, [told('k6', good.replace('999 ms', '1.2s'))], 'load-test-missed'],
    ['too many errors', k6, [told('k6', good.replace('0.9%', '1%'))], 'load-test-missed'],
    ['orders too slow', k6, [told('k6', good.replace('299ms', '300ms'))], 'load-test-missed'],
    ['one value is not told', k6, [told('k6', good.replace('p99', 'p42'))], 'check-result-missing'],
    [
      'a value without a limit is not asked for',
      { ...k6, loadTest: { ...k6.loadTest, p99: null } },
      [told('k6', good.replace('p99', 'p42'))],
      'passed',
    ],
    ['no load test', k6, [], 'check-result-missing'],
  ])('measured: %s', (_, rules, results, reason) => {
    expect(checks(rules, facts({ results: known(results) })).reason).toBe(reason);
  });

  test('what was measured is shown against what is wanted', () => {
    const rules = { ...required('lint'), ...measuring, ...k6, required: ['lint'] };
    const results = known([told('coverage', 'Coverage: 65%'), told('k6', good.replace('499ms', '612ms'))]);
    const verdict = checks(rules, facts({ checks: known([checkRun('lint')]), results }));
    expect(verdict.reason).toBe('coverage-too-low');
    expect(verdict.says).toBe(
      `Of ${shaOf('develop').slice(0, 7)}, coverage is 65 %, and has to be at least 70 % and the load test missed p95 612 ms (below 500 ms).`,
    );
    expect(verdict.saw.slice(0, 2)).toEqual([
      { what: 'Coverage', found: '65 %', wanted: 'at least 70 %' },
      { what: 'Load test: p95', found: '612 ms', wanted: 'below 500 ms' },
    ]);
    const failing = checks(rules, facts({ checks: known([failed('lint')]), results }));
    expect(failing).toMatchObject({ reason: 'check-failed', saw: expect.arrayContaining([verdict.saw[0]]) });
  });

  test.each([
    ['what the checks measured is unknown', { results: { known: false as const, why: 'GitHub answers 502.' } }],
    ['the checks are unknown', { checks: { known: false as const, why: 'GitHub answers 502.' } }],
    ['the ref is unknown', { ref: { known: false as const, why: 'GitHub answers 502.' } }],
  ])('blocks when %s', (_, changes) => {
    expect(checks(required('a'), facts(changes))).toMatchObject({ outcome: 'block', reason: 'facts-missing' });
  });

  test('blocks when the ref is no commit', () => {
    const none = facts({ ref: known({ problem: 'ref-not-found', ref: 'x', candidates: [] }) });
    expect(checks(required('a'), none)).toMatchObject({ outcome: 'block', reason: 'commit-unknown' });
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
