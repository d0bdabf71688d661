import { expect, test } from 'vitest';
import { healthResults } from '../../src/model/health-results.ts';
import { job, run, step } from '../builders.ts';

test('finds the jobs and steps named after smoke tests and health checks, and no others', () => {
  const jobs = [
    job('build', { steps: [step(1, 'Unit tests')] }),
    job('deploy', {
      steps: [step(1, 'Roll out'), step(2, 'Health check', { conclusion: 'failure' }), step(3, 'Wealth report')],
    }),
    job('smoke-tests', { conclusion: 'skipped', steps: [] }),
  ];
  expect(healthResults(run({ jobs })).map(({ name, conclusion }) => `${name} ${conclusion}`)).toEqual([
    'deploy: Health check failure',
    'smoke-tests skipped',
  ]);
});
