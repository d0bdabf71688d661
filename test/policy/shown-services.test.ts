import { expect, test } from 'vitest';
import type { Job } from '../../src/model/run.ts';
import { shownServices } from '../../src/policy/shown-services.ts';
import { environment, job, pipeline } from '../builders.ts';

const engine = pipeline({
  services: ['api', 'websocket', 'fix-gateway', 'worker'],
  groups: { default: ['api', 'websocket', 'fix-gateway', 'worker'], edge: ['websocket', 'api'] },
});
const skipped = { conclusion: 'skipped' as const };

test.each<[what: string, pattern: string, title: string, jobs: Job[], is: string | null]>([
  ['one', `Deploy \${services} to *`, 'Deploy api to staging · d-aaaaaaaaaa', [], 'api'],
  [
    'several, in the order of the catalog',
    `Deploy \${services} to *`,
    'Deploy worker, api to staging',
    [],
    'api,worker',
  ],
  ['all of a group', `Deploy \${services} to *`, 'Deploy api,websocket to staging', [], 'edge'],
  ['a group by its name', `\${services} → *`, 'default → staging', [], 'default'],
  ['a name with a hyphen, at the end', `* of \${services}`, 'Release of the year of fix-gateway', [], 'fix-gateway'],
  ['all that stand there, and not the last of them', `* \${services}`, 'Deploy api, worker', [], 'api,worker'],
  ['all that stand there, and not the first of them', `\${services} *`, 'api, worker now', [], 'api,worker'],
  ['the jobs of a matrix', `Deploy to staging (\${services})`, 'Deploy', [of('api'), of('worker')], 'api,worker'],
  ['no job that is skipped', `Deploy to staging (\${services})`, 'Deploy', [of('api'), of('worker', skipped)], 'api'],
  ['the title before the jobs', `Deploy to staging (\${services})`, 'Deploy to staging (api)', [of('worker')], 'api'],
  ['nothing, where it does not show', `Deploy \${services} to *`, 'Deploy staging', [of('api')], null],
  ['nothing, where one is unknown', `Deploy \${services} to *`, 'Deploy api, cron to staging', [], null],
  ['nothing, where it is no name', `Deploy \${services}`, 'Deploy the api', [], null],
  ['nothing of what is no name of ours', `Deploy \${services}`, 'Deploy toString', [], null],
  ['signs as what they are', `Deploy (\${services}) [a.b]`, 'Deploy (api) [axb]', [], null],
])('%s', (_, services, title, jobs, is) => {
  const startsOn = { push: { branches: [], tags: [] }, job: 'Deploy *', services };
  expect(shownServices(engine, environment({ startsOn }), { title, jobs })).toBe(is);
});

test('nobody says how it shows', () => {
  const startsOn = { push: { branches: [], tags: [] }, job: 'Deploy *' };
  expect(shownServices(engine, environment({ startsOn }), { title: 'api', jobs: [] })).toBeNull();
  expect(shownServices(engine, environment({ startsOn: null }), { title: 'api', jobs: [] })).toBeNull();
});

function of(service: string, change: Partial<Job> = {}): Job {
  return job(`Deploy to staging (${service})`, change);
}
