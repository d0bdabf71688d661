import { expect, test } from 'vitest';
import type { ArtifactResult } from '../../../src/model/artifact.ts';
import type { ChecksRule } from '../../../src/model/catalog.ts';
import { known } from '../../../src/model/facts.ts';
import { checks } from '../../../src/policy/gates/checks.ts';
import { checkRun, facts, shaOf } from '../../builders.ts';

const none = { required: [], ignored: [], all: false };
const report = { artifact: 'coverage', file: 'coverage-summary.json' };
const summary = { artifact: 'k6', file: 'summary.json' };
const limits = { p95: 500, p99: null, errors: null, orderExecution: null };
const coverage: ChecksRule = { ...none, coverage: { from: report, minimum: 60 } };
const load: ChecksRule = { ...none, loadTest: { from: summary, ...limits } };
const own: ChecksRule = { ...none, loadTest: { from: summary, ...limits, p95: null, thresholds: true } };

const told = (changes: Partial<ArtifactResult>): ArtifactResult => ({
  ...report,
  missing: null,
  coverage: null,
  loadTest: null,
  ...changes,
});
const fast = { p95: 412, p99: null, errors: 0.2, orderExecution: null };
const tested = (changes: object) => told({ ...summary, loadTest: { ...fast, ...changes } });
const crossed = 'http_req_duration p(95)<300';

test.each<[string, ChecksRule, ArtifactResult[], string, RegExp]>([
  ['enough coverage', coverage, [told({ coverage: 60 })], 'passed', /what was measured is good enough/],
  [
    'too little',
    coverage,
    [told({ coverage: 59.94 })],
    'coverage-too-low',
    /coverage is 59.94 %, and has to be at least 60 %/,
  ],
  [
    'no artifact',
    coverage,
    [told({ missing: 'there is no artifact coverage of 1a2b3c4' })],
    'check-result-missing',
    /there is no artifact coverage of 1a2b3c4/,
  ],
  [
    'a file that tells nothing',
    coverage,
    [told({})],
    'check-result-missing',
    /coverage-summary.json in the artifact coverage does not tell the result of the coverage/,
  ],
  ['another file', coverage, [told({ file: 'other.json', coverage: 90 })], 'check-result-missing', /does not tell/],
  ['nothing looked at', coverage, [], 'check-result-missing', /does not tell/],
  ['a fast load test', load, [tested({})], 'passed', /good enough/],
  ['a slow one', load, [tested({ p95: 612 })], 'load-test-missed', /missed p95 612 ms/],
  ['thresholds that are not asked for', load, [tested({ missed: [crossed] })], 'passed', /good enough/],
  ['thresholds that hold', own, [tested({ missed: [] })], 'passed', /good enough/],
  [
    'a threshold that was crossed',
    own,
    [tested({ missed: [crossed] })],
    'load-test-missed',
    /missed http_req_duration p\(95\)<300/,
  ],
  [
    'thresholds that are not told',
    own,
    [tested({})],
    'check-result-missing',
    /does not tell the result of the load test/,
  ],
])('%s', (_, rules, results, reason, says) => {
  // What a check says of itself does not count where a file is asked for.
  const checked = known([checkRun('coverage', { output: 'Coverage: 99%' })]);
  const verdict = checks(rules, facts({ results: checked, artifacts: known(results) }));
  expect(verdict).toMatchObject({ reason, says: expect.stringMatching(says) });
});

test('both a limit and thresholds: what lacks is named', () => {
  const both: ChecksRule = { ...none, loadTest: { from: summary, ...limits, thresholds: true } };
  const verdict = checks(both, facts({ artifacts: known([tested({})]) }));
  expect(verdict.says).toBe(`Of ${shaOf('develop').slice(0, 7)}, the load test does not tell its thresholds.`);
  expect(verdict.saw).toContainEqual({ what: 'Load test: its own thresholds', found: 'not told', wanted: 'hold' });
});

test('artifacts that cannot be looked at are not let through', () => {
  const verdict = checks(coverage, facts({ artifacts: { known: false, why: 'GitHub answers 502.' } }));
  expect(verdict).toMatchObject({ outcome: 'block', reason: 'facts-missing' });
});

test('among many green checks, what was measured is said first: a message shows only the first few', () => {
  const green = ['build', 'e2e', 'lint', 'unit', 'types'].map((name) => checkRun(name));
  const rules: ChecksRule = { ...coverage, all: true };
  const seen = facts({ checks: known(green), artifacts: known([told({ coverage: 71.5 })]) });
  expect(checks(rules, seen).saw[0]).toMatchObject({ what: 'Coverage', found: '71.5 %' });
});
