import { describe, expect, test } from 'vitest';
import type { WorkflowFile, WorkflowInput } from '../../src/model/workflow-file.ts';
import { workflowDemands } from '../../src/policy/workflow-demands.ts';

const input = (name: string, more: Partial<WorkflowInput> = {}): WorkflowInput => ({
  name,
  description: null,
  required: false,
  type: 'string',
  options: [],
  default: null,
  ...more,
});
const where = input('environment', { type: 'choice', options: ['staging', 'production'], required: true });
const file = (more: Partial<WorkflowFile> = {}): WorkflowFile => ({
  path: '.github/workflows/deploy.yml',
  dispatchable: true,
  inputs: [input('deployment_id'), where],
  runName: `Deploy \${{ inputs.deployment_id }}`,
  ...more,
});
const environment: Parameters<typeof workflowDemands>[1] = {
  name: 'staging',
  pin: 'temporary-tag',
  inputs: { environment: `\${environment}` },
};
const wrong = (given: WorkflowFile, change: Partial<typeof environment> = {}) =>
  workflowDemands(given, { ...environment, ...change }).filter(({ ok }) => !ok);

test('a workflow with everything satisfies us, and every finding says what was found', () => {
  const findings = workflowDemands(file(), environment);
  expect(findings.map(({ ok }) => ok)).toEqual(findings.map(() => true));
  expect(findings.every(({ found, mend }) => found !== '' && mend === null)).toBe(true);
});

test('one that cannot be dispatched is told only that', () => {
  const findings = workflowDemands(file({ dispatchable: false, inputs: [] }), environment);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ ok: false, mend: expect.stringContaining('workflow_dispatch') });
});

test.each([
  ['no deployment_id', file({ inputs: [where] }), 'takes the input "deployment_id"'],
  [
    'a deployment_id that is no text',
    file({ inputs: [input('deployment_id', { type: 'number' }), where] }),
    'deployment_id',
  ],
  ['no run-name', file({ runName: null }), 'run-name'],
  ['a run-name without the id', file({ runName: `Deploy \${{ inputs.environment }}` }), 'run-name'],
  ['a run-name with the words only', file({ runName: 'Deploy inputs.deployment_id' }), 'run-name'],
  ['a run-name with another input', file({ runName: `\${{ inputs.deployment_id_old }}` }), 'run-name'],
])('%s is found', (_, given, what) => {
  const found = wrong(given);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ what: expect.stringContaining(what), mend: expect.stringContaining('deploy') });
});

test.each([
  `\${{ github.event.inputs.deployment_id }}`,
  `\${{ inputs['deployment_id'] }}`,
  `Deploy \${{ inputs.environment }} \${{ inputs.deployment_id || 'push' }}`,
  `\${{ inputs.deployment_id && format('Deploy {0}', inputs.deployment_id) || github.ref_name }}`,
])('%s shows the id', (runName) => {
  expect(wrong(file({ runName }))).toEqual([]);
});

test('the input sha is demanded only where the commit is pinned by it', () => {
  expect(wrong(file(), { pin: 'input' })).toMatchObject([{ what: expect.stringContaining('"sha"') }]);
  expect(wrong(file({ inputs: [input('deployment_id'), input('sha'), where] }), { pin: 'input' })).toEqual([]);
});

test.each([
  [{ enviroment: 'staging' } as Record<string, string>, 'declares no input "enviroment"'],
  [{ environment: 'moon' }, 'its choices are "staging", "production"'],
  [{ environment: 'staging', flag: 'yes' }, 'true or false'],
  [{ environment: 'staging', count: 'many' }, 'number'],
])('the values %j do not fit', (inputs, found) => {
  const given = file({
    inputs: [input('deployment_id'), where, input('flag', { type: 'boolean' }), input('count', { type: 'number' })],
  });
  expect(wrong(given, { inputs })).toMatchObject([{ found: expect.stringContaining(found) }]);
});

test('a required input that nothing fills is told, and is no error', () => {
  const findings = workflowDemands(
    file({ inputs: [input('deployment_id'), where, input('ticket', { required: true })] }),
    environment,
  );
  expect(findings.at(-1)).toMatchObject({
    ok: true,
    what: expect.stringContaining('"ticket"'),
    found: expect.stringContaining('form'),
  });
});

test('the job by which runs of others are known has to be one of its jobs', () => {
  const startsOn = (job: string) => ({ startsOn: { push: { branches: [], tags: [] }, job } });
  const jobs = ['Build', 'Deploy to staging', `Deploy \${{ matrix.region }}`];
  expect(wrong(file({ jobs }), startsOn('Deploy to *'))).toEqual([]);
  expect(wrong(file({ jobs: ['Build', 'release'] }), startsOn('release / deploy'))).toEqual([]);
  expect(wrong(file({ jobs }), startsOn('Deploy eu'))).toEqual([]);
  expect(wrong(file({ jobs: ['Build', 'Deploy'] }), startsOn('Deploy to staging'))).toMatchObject([
    { found: 'its jobs are "Build", "Deploy"', mend: expect.stringContaining('starts_on') },
  ]);
});

test('what shows the services has to show them', () => {
  const startsOn = { push: { branches: [], tags: [] }, job: 'Deploy*', services: `Deploy \${services} to *` };
  const inputs = { services: `\${services}` };
  const jobs = ['Deploy'];
  const shows = (more: Partial<WorkflowFile>) =>
    wrong(file({ jobs, inputs: [input('deployment_id'), where, input('services')], ...more }), { startsOn, inputs });
  const id = `\${{ inputs.deployment_id }}`;
  expect(shows({ runName: `Deploy \${{ inputs.services }} to staging ${id}` })).toEqual([]);
  expect(shows({ runName: `Deploy \${{ inputs['services'] }} to staging ${id}` })).toEqual([]);
  expect(shows({ runName: `Deploy ${id}`, jobs: [`Deploy \${{ matrix.service }} to staging`] })).toEqual([]);
  expect(shows({ runName: `Deploy ${id}` })).toMatchObject([
    {
      found: `its run-name is "Deploy ${id}"`,
      mend: expect.stringContaining('run-name of .github/workflows/deploy.yml'),
    },
  ]);
});

test('a job has to enter the environment that GitHub is to protect', () => {
  const githubEnvironment = { name: 'Live', rule: true, reviewers: false };
  const guarded = (environments: string[]) => wrong(file({ environments }), { githubEnvironment });
  expect(guarded(['staging', 'live'])).toEqual([]);
  expect(guarded([`\${{ inputs.environment }}`])).toEqual([]);
  expect(guarded(['staging'])).toMatchObject([
    { found: 'its jobs say staging', mend: expect.stringContaining('"environment: Live"') },
  ]);
  expect(guarded([])).toMatchObject([{ found: 'no job says any' }]);
  expect(wrong(file(), { githubEnvironment })).toEqual([]);
});

test('a job has to enter the environment by which runs of others are known', () => {
  const startsOn = { push: { branches: [], tags: [] }, job: null, environment: 'live' };
  const entered = (...environments: string[]) => wrong(file({ environments }), { startsOn });
  expect(entered('live')).toEqual([]);
  expect(entered(`\${{ inputs.environment }}`)).toEqual([]);
  expect(entered('staging')).toMatchObject([
    {
      what: expect.stringContaining('enters the environment "live"'),
      found: 'its jobs say staging',
      mend: expect.stringContaining('or correct starts_on.environment in quarterdeck.yml'),
    },
  ]);
});

describe('deployments on GitHub', () => {
  const told = (environments: string[] | undefined, githubDeployments?: 'workflow' | 'bot') =>
    workflowDemands(file(environments && { environments }), {
      ...environment,
      ...(githubDeployments ? { githubDeployments } : {}),
    }).filter(({ what }) => what.includes('Deployments'));

  test('are written by jobs that enter an environment, or by the bot, and nothing is said', () => {
    expect([told(['staging']), told(['staging'], 'workflow'), told([], 'bot'), told(undefined)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  test('by nobody is worth knowing', () => {
    expect(told([])).toMatchObject([{ ok: true, found: expect.stringContaining('"github_deployments: bot"') }]);
  });

  test('by both is wrong', () => {
    expect(told(['staging'], 'bot')).toMatchObject([
      { ok: false, found: 'twice: its jobs enter staging', mend: expect.stringContaining('github_deployments: bot') },
    ]);
  });
});
