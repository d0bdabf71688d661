import { expect, test } from 'vitest';
import { loadCatalog } from '../../../src/config/catalog/load.ts';
import { sayProblem } from '../../../src/config/catalog/problem.ts';
import { replaced } from './base.ts';

function problemsOf(text: string): string[] {
  const loaded = loadCatalog(text, 'quarterdeck.yml');
  return loaded.ok ? [] : loaded.problems.map(sayProblem);
}

/** Who approves, and who may pass the gates in an emergency. */
test.each([
  [
    'roles: [approvers]',
    'roles: [approvers]\n          at_least: { developers: 1 }',
    'approvals.at_least.developers: found "developers"; expected one of the roles that may approve',
  ],
  [
    'roles: [approvers]',
    'roles: [approvers]\n          at_least: { approvers: 2 }',
    'approvals.at_least.approvers: found the number 2; expected at most 1, which is how many are required',
  ],
  [
    'roles: [approvers]',
    'roles: [approvers]\n          authors: never',
    'approvals.authors: found "never"; expected one of may-approve, may-not-approve',
  ],
  [
    'roles: [approvers]',
    'roles: [approvers]\n          checklist: [CI passes, CI passes]',
    'approvals.checklist.1: found "CI passes" once more; expected each item once',
  ],
  [
    'roles: [approvers]',
    `roles: [approvers]\n          checklist: [${Array.from({ length: 11 }, (_, index) => `item ${index}`).join(', ')}]`,
    'expected at most 10 items',
  ],
  [
    'notify: ["#operations"]',
    'notify: ["#operations"]\n        break_glass: { roles: [sre] }',
    'break_glass.roles.0: found "sre"; expected a role under roles',
  ],
])('%s → %s', (piece, by, problem) => {
  expect(problemsOf(replaced(piece, by)).join('\n')).toContain(problem);
});
