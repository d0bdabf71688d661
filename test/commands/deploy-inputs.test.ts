import { describe, expect, test } from 'vitest';
import { describeDefaultRef, inputField, inputProblem, ourInputs } from '../../commands/deploy-inputs.ts';
import type { WorkflowFile, WorkflowInput } from '../../src/model/workflow-file.ts';
import { environment } from '../builders.ts';

const input = (more: Partial<WorkflowInput>): WorkflowInput => ({
  name: 'it',
  description: 'What it is',
  required: false,
  type: 'string',
  options: [],
  default: null,
  ...more,
});
const where = ['staging', 'production'];
const choices = (values: string[]) => values.map((value) => ({ value, label: value }));
const base = { name: 'input.it', label: 'it', hint: 'What it is', optional: true, refreshes: false };

describe('an input of the workflow is a field of its type', () => {
  test.each<[string, Partial<WorkflowInput>, object]>([
    ['a text', { default: 'x' }, { kind: 'text', multiline: false, maxLength: 1_000, initial: 'x' }],
    ['a text that must be given', { required: true }, { kind: 'text', optional: false, initial: null }],
    ['a number', { type: 'number', default: '3' }, { kind: 'number', initial: '3' }],
    ['a boolean', { type: 'boolean', default: 'true' }, { kind: 'boolean', initial: true }],
    [
      'a boolean that must be given: no is an answer',
      { type: 'boolean', required: true },
      { optional: true, initial: false },
    ],
    [
      'a choice',
      { type: 'choice', options: ['a', 'b'], default: 'b' },
      { kind: 'choice', options: choices(['a', 'b']), initial: 'b' },
    ],
    [
      'a choice whose default is none of its options',
      { type: 'choice', options: ['a'], default: 'c' },
      { initial: null },
    ],
    [
      'an environment',
      { type: 'environment', default: 'production' },
      { kind: 'choice', options: choices(where), initial: 'production' },
    ],
  ])('%s', (_, given, field) => {
    expect(inputField(input(given), {}, where)).toMatchObject({ ...base, ...field });
  });

  test('what was chosen stays when the form is made anew', () => {
    expect(inputField(input({ type: 'number', default: '3' }), { 'input.it': '7' }, where)).toMatchObject({
      initial: '7',
    });
    const off = inputField(input({ type: 'boolean', default: 'true' }), { 'input.it': 'false' }, where);
    expect(off).toMatchObject({ initial: false });
  });

  test('those that the catalog or the bot fills in are not asked for', () => {
    const names = ['environment', 'deployment_id', 'sha', 'replicas'];
    const file: WorkflowFile = {
      path: '.github/workflows/deploy.yml',
      dispatchable: true,
      runName: null,
      inputs: names.map((name) => input({ name })),
    };
    const asked = ourInputs(file, environment({ inputs: { environment: 'staging' } }));
    expect(asked.map(({ name }) => name)).toEqual(['replicas']);
    expect(ourInputs(null, environment())).toEqual([]);
  });
});

describe('a value that will not do is told at its field', () => {
  test.each<[string | null, Partial<WorkflowInput>, string | null]>([
    [null, { required: true }, 'This input is required by the workflow.'],
    ['', { required: true }, 'This input is required by the workflow.'],
    [null, { required: true, default: 'x' }, null],
    [null, {}, null],
    ['many', { type: 'number' }, 'Give a number.'],
    ['2.5', { type: 'number' }, null],
    ['c', { type: 'choice', options: ['a', 'b'] }, 'Choose one of a, b.'],
    ['a', { type: 'choice', options: ['a', 'b'] }, null],
  ])('%j for %j: %j', (value, given, problem) => {
    expect(inputProblem(input(given), value)).toBe(problem);
  });
});

test.each([
  [{ branch: 'develop' }, 'the branch develop'],
  [{ latestTag: 'v*.*.*' }, 'the newest tag v*.*.*'],
  [{ verifiedIn: 'staging' }, 'what staging has verified'],
])('%j is said as %j', (ref, words) => {
  expect(describeDefaultRef(ref)).toBe(words);
});
