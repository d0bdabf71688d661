import { expect, test } from 'vitest';
import { readInputs } from '../../../../sandbox/github/actions/inputs.ts';
import { combinations, jobName, planSteps, stepDurations } from '../../../../sandbox/github/actions/plan.ts';
import { readWorkflow } from '../../../../sandbox/github/actions/workflow-file.ts';

function jobOf(yaml: string) {
  const indented = yaml
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  const workflow = readWorkflow('a.yml', `on: push\njobs:\n  build:\n${indented}\n`, 1);
  const job = workflow.definition.jobs.build;
  if (job === undefined) throw new Error('there is no job');
  return job;
}

test('a matrix is multiplied out, less what is excluded, plus what is included', () => {
  const job = jobOf(
    'strategy: {matrix: {os: [a, b], go: [1, 2], exclude: [{os: b, go: 2}], include: [{os: a, extra: x}, {os: c}]}}',
  );
  const rows = combinations(job, {});
  expect(rows).toEqual([
    { os: 'a', go: 1, extra: 'x' },
    { os: 'a', go: 2, extra: 'x' },
    { os: 'b', go: 1 },
    { os: 'c' },
  ]);
  expect(jobName('build', job, rows[0] ?? {}, {})).toBe('build (a, 1, x)');
  expect(combinations(jobOf('name: x'), {})).toEqual([{}]);
});

test('steps that are not timed share what is left', () => {
  const job = jobOf(
    'steps: [{name: a, run: x}, {name: b, run: x}, {name: c, run: x}, {name: d, if: failure(), run: x}]',
  );
  const steps = planSteps(job, {});
  expect(steps.map((step) => step.name)).toEqual(['Set up job', 'a', 'b', 'c', 'd', 'Complete job']);
  const durations = stepDurations(steps, 62_000, (name) => (name === 'b' ? 20_000 : undefined));
  expect(durations).toEqual([1_000, 20_000, 20_000, 20_000, 5_000, 1_000]);
});

test('inputs take their defaults and types', () => {
  const inputs = [
    'environment: {type: choice, options: [staging, production], required: true}',
    'count: {type: number, default: 3}',
    'dry: {type: boolean}',
    'note: {}',
  ];
  const yaml = `on:\n  workflow_dispatch:\n    inputs:\n${inputs.map((line) => `      ${line}`).join('\n')}\njobs: {}\n`;
  const workflow = readWorkflow('a.yml', yaml, 1);
  expect(readInputs(workflow, { environment: 'staging', dry: 'true' })).toEqual({
    inputs: { environment: 'staging', count: 3, dry: true, note: '' },
  });
  expect(readInputs(workflow, {})).toEqual({ error: "Required input 'environment' not provided" });
  expect(readInputs(workflow, { environment: 'staging', dry: 'perhaps' })).toEqual({
    error: "Input 'dry' must be a boolean",
  });
});

test('a file that is no workflow is named', () => {
  expect(() => readWorkflow('wrong.yml', 'on: push\njobs: 3\n', 1)).toThrow('wrong.yml is not a workflow');
});
