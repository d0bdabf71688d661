import { expect, test } from 'vitest';
import { loadCatalog } from '../../../src/config/catalog/load.ts';
import { sayProblem } from '../../../src/config/catalog/problem.ts';
import { base } from './base.ts';

/** Each text stands in staging and in production, both of one workflow. */
function withRules(staging: string, production: string) {
  const [head = '', middle = '', tail = ''] = base.split('        workflow: deploy.yml\n');
  const line = (rule: string) => `        workflow: deploy.yml\n        starts_on: ${rule}\n`;
  return loadCatalog(`${head}${line(staging)}${middle}${line(production)}${tail}`, 'quarterdeck.yml');
}

test('what starts elsewhere is known by its push, or by its job', () => {
  const loaded = withRules(
    '{ push: { branches: [develop] } }',
    '{ push: { tags: [v*.*.*] }, job: Deploy to production }',
  );
  if (!loaded.ok) return expect.fail(loaded.problems.map(sayProblem).join('\n'));
  expect(loaded.catalog.pipelines[0]?.environments.map(({ startsOn }) => startsOn)).toEqual([
    { push: { branches: ['develop'], tags: [] }, job: null },
    { push: { branches: [], tags: ['v*.*.*'] }, job: 'Deploy to production' },
  ]);
});

test('how the title of a run shows the services', () => {
  const loaded = withRules(`{ job: a, services: "Deploy \${services} to *" }`, '{ job: b }');
  if (!loaded.ok) return expect.fail(loaded.problems.map(sayProblem).join('\n'));
  expect(loaded.catalog.pipelines[0]?.environments.map(({ startsOn }) => startsOn?.services)).toEqual([
    `Deploy \${services} to *`,
    undefined,
  ]);
});

test('one job for both, told apart by the environment on GitHub that it enters', () => {
  const loaded = withRules('{ environment: staging }', '{ environment: live }');
  if (!loaded.ok) return expect.fail(loaded.problems.map(sayProblem).join('\n'));
  expect(loaded.catalog.pipelines[0]?.environments.map(({ startsOn }) => startsOn)).toEqual([
    { push: { branches: [], tags: [] }, job: null, environment: 'staging' },
    { push: { branches: [], tags: [] }, job: null, environment: 'live' },
  ]);
});

test.each([
  [
    '{ environment: Live }',
    '{ environment: live }',
    'production.starts_on.environment: found "live"; expected one that',
  ],
  [
    '{ job: a, environment: a }',
    '{ job: b }',
    'staging.starts_on.environment: found job and environment; expected one',
  ],
  ['{ job: Deploy }', '{ job: Deploy }', 'where one job deploys to both, environment tells them apart'],
  [
    '{ job: a, services: "Deploy * to staging" }',
    '{ job: b }',
    `staging.starts_on.services: found "Deploy * to staging"; expected a title or a job name with \${services} in it once, as in Deploy \${services} to *`,
  ],
  [`{ job: a, services: "\${services} and \${services}" }`, '{ job: b }', `with \${services} in it once`],
  ['{}', '{}', 'staging.starts_on: found a rule that no run fits; expected branches or tags under push, or job'],
  ['{ job: "" }', '{ job: b }', 'staging.starts_on.job: found an empty text; expected the name of a job'],
  [
    '{ push: { branches: [main] } }',
    '{ push: { branches: [hotfix, main] } }',
    'production.starts_on.push.branches.1: found "main"; expected one that starts_on of staging does not have: each tells one environment',
  ],
  [
    '{ job: Deploy }',
    '{ job: Deploy }',
    'production.starts_on.job: found "Deploy"; expected one that starts_on of staging does not have',
  ],
  [
    '{ push: { branch: main } }',
    '{ job: b }',
    'staging.starts_on.push.branch: found an unknown key; expected branches',
  ],
])('%s and %s', (staging, production, problem) => {
  const loaded = withRules(staging, production);
  expect(loaded.ok ? '' : loaded.problems.map(sayProblem).join('\n')).toContain(problem);
});
