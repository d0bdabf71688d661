import { expect, test } from 'vitest';
import { readWorkflowFile } from '../../../src/adapters/github/workflow-file.ts';

const environmentsOf = (jobs: string) => readWorkflowFile('deploy.yml', `on: workflow_dispatch\n${jobs}`).environments;

test.each([
  ['jobs: { a: { environment: staging }, b: { environment: { name: live, url: "https://x" } } }', ['staging', 'live']],
  [
    'jobs: { a: { environment: "${' + '{ inputs.environment }}" }, b: { runs-on: x } }',
    ['$'.concat('{{ inputs.environment }}')],
  ],
  ['jobs: { a: { environment: staging }, b: { environment: staging } }', ['staging']],
  ['jobs: { a: { environment: 5 } }', []],
  ['', undefined],
])('%s enters %j', (jobs, environments) => {
  expect(environmentsOf(jobs)).toEqual(environments);
});
