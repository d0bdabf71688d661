import { expect, test } from 'vitest';
import { loadCatalog } from '../../../src/config/catalog/load.ts';
import { sayProblem } from '../../../src/config/catalog/problem.ts';
import { replaced } from './base.ts';

/** Of the gates that ask GitHub: each key stands where production has its `ref`. */
test.each([
  [
    'checks: { load_test: { check: k6, p95: 500 } }',
    'gates.checks.load_test.p95: found the number 500; expected a time such as 300ms or 1s',
  ],
  [
    'checks: { coverage: { check: coverage, minimum: 101 } }',
    'gates.checks.coverage.minimum: found the number 101; expected a number of percent, 0 to 100',
  ],
  ['review: { approvals: 0 }', 'gates.review.approvals: found the number 0; expected a whole number, 1 to 10'],
  [
    'review: { stale_approvals: counts }',
    'gates.review.stale_approvals: found "counts"; expected one of ignore, count (did you mean count?)',
  ],
  [
    'checks: { all: true, wait_for: 10m }',
    'gates.checks.wait_for: found a time to wait where nothing waits; expected pending: wait beside it',
  ],
  [
    'checks: { load_test: { check: k6 } }',
    'gates.checks.load_test: found a load test without limits; expected p95, p99, errors, order_execution, or thresholds: true',
  ],
  [
    'checks: { coverage: { minimum: 60 } }',
    'gates.checks.coverage: found neither check nor from; expected exactly one of them',
  ],
  [
    'checks: { coverage: { check: coverage, from: { artifact: coverage, file: a.json }, minimum: 60 } }',
    'gates.checks.coverage: found both check and from; expected exactly one of them',
  ],
  [
    'checks: { coverage: { from: { artifact: coverage, file: /a.json }, minimum: 60 } }',
    'gates.checks.coverage.from.file: found "/a.json"; expected the path of a file in the artifact',
  ],
  [
    'commits: { conventional: false }',
    'gates.commits: found a rule that demands nothing; expected conventional, signed or issue_reference',
  ],
  [
    'commits: { signed: true, issue_prefixes: [TRADE-] }',
    'gates.commits.issue_prefixes: found prefixes of issues that need not be named; expected issue_reference: true',
  ],
  [
    'branch_protection: { branch: main, administrators: true }',
    'gates.branch_protection: found a rule that demands nothing; expected approvals, status_checks, up_to_date or signatures',
  ],
])('%s', (gate, problem) => {
  const loaded = loadCatalog(replaced('ref: { tags: [v*.*.*] }', gate), 'quarterdeck.yml');
  expect(loaded.ok ? [] : loaded.problems.map(sayProblem).join('\n')).toContain(problem);
});
