import { describe, expect, test } from 'vitest';
import type { WorkflowInput } from '../../src/model/workflow-file.ts';
import { checkInputs, fillInputs } from '../../src/policy/inputs.ts';

const values = {
  environment: 'production',
  target: { name: 'default', services: ['api', 'worker'] },
  ref: 'v1.4.0',
  sha: 'a'.repeat(40),
};
const template = (word: string) => '$'.concat('{', word, '}');

describe('fillInputs', () => {
  test.each([
    [template('service'), 'default'],
    [template('services'), 'api,worker'],
    [template('environment'), 'production'],
    [template('ref'), 'v1.4.0'],
    [template('sha'), 'a'.repeat(40)],
    [`${template('environment')}/${template('ref')}`, 'production/v1.4.0'],
    ['fixed', 'fixed'],
    [template('nonsense'), template('nonsense')],
    [template('constructor'), template('constructor')],
    ['', ''],
  ])('%s', (text, filled) => {
    expect(fillInputs({ input: text }, values)).toEqual({ input: filled });
  });

  test('what is filled in is not filled again', () => {
    expect(fillInputs({ input: template('ref') }, { ...values, ref: template('sha') })).toEqual({
      input: template('sha'),
    });
  });
});

const input = (name: string, changes: Partial<WorkflowInput> = {}): WorkflowInput => ({
  name,
  description: null,
  required: false,
  type: 'string',
  options: [],
  default: null,
  ...changes,
});

describe('checkInputs', () => {
  test.each<[string, WorkflowInput, string | null, string | null]>([
    ['a text', input('x'), 'anything', null],
    ['a missing one', input('x'), null, null],
    ['a missing required one', input('x', { required: true }), null, 'requires x'],
    ['an empty required one', input('x', { required: true }), '', 'requires x'],
    ['a missing required one with default', input('x', { required: true, default: 'y' }), null, null],
    ['true', input('x', { type: 'boolean' }), 'true', null],
    ['yes is no boolean', input('x', { type: 'boolean' }), 'yes', 'true or false'],
    ['a number', input('x', { type: 'number' }), '-1.5', null],
    ['no number', input('x', { type: 'number' }), '1,5', 'is a number'],
    ['blank is no number', input('x', { type: 'number' }), ' ', 'is a number'],
    ['a choice', input('x', { type: 'choice', options: ['a', 'b'] }), 'b', null],
    ['no choice', input('x', { type: 'choice', options: ['a', 'b'] }), 'c', 'is a or b'],
    ['an environment', input('x', { type: 'environment' }), 'staging', null],
    ['no environment', input('x', { type: 'environment' }), 'stagin', 'is staging or production'],
    ['a text that is too long', input('x'), 'y'.repeat(70_000), 'too long'],
  ])('%s', (_, declared, value, problem) => {
    const problems = checkInputs([declared], value === null ? {} : { x: value }, ['staging', 'production']);
    if (problem === null) expect(problems).toEqual({});
    else expect(problems.x).toContain(problem);
  });

  test('an input that the workflow does not declare, with the nearest', () => {
    expect(checkInputs([input('services')], { service: 'api' }, [])).toEqual({
      service: 'The workflow declares no input service; it has services.',
    });
  });

  test("GitHub's limit", () => {
    const many = Array.from({ length: 26 }, (_, index) => input(`i${index}`));
    const given = Object.fromEntries(many.map(({ name }) => [name, 'x']));
    expect(checkInputs(many, given, [])).toEqual({ i25: 'GitHub takes at most 25 inputs.' });
  });
});
