import { expect, test } from 'vitest';
import { scenarios } from '../../../sandbox/scenarios/index.ts';
import { worldUnderTest } from './world-under-test.ts';

test('every scenario has a name of its own, a title, a description and runs without a body', async () => {
  await using world = await worldUnderTest();
  expect(new Set(scenarios.map((scenario) => scenario.name)).size).toBe(scenarios.length);
  for (const { name, title, description } of scenarios) {
    expect([title, description].every((text) => text.length > 8)).toBe(true);
    const answer = await world.ask('POST', `/api/scenarios/${name}`);
    expect(answer, name).toMatchObject({ status: 200, body: { scenario: name } });
  }
});

test('the list shows titles, parameters and suggestions for the page', async () => {
  await using world = await worldUnderTest();
  const list = (await world.ask('GET', '/api/scenarios')).body as { name: string }[];
  expect(list.find((scenario) => scenario.name === 'job-fails')).toMatchObject({
    title: 'A job fails',
    parameters: { properties: { times: { default: 1 } } },
    suggestions: { job: ['build', 'deploy-staging'] },
  });
});

test.each([
  ['job-fails', {}, ['failJob', { job: 'deploy-staging', times: 1 }]],
  ['job-fails', { job: 'build', step: 'Compile' }, ['failJob', { job: 'build', step: 'Compile', times: 1 }]],
  ['checks-red', { ref: 'main' }, ['setChecks', { conclusion: 'failure', ref: 'main' }]],
  [
    'artifact',
    { ref: 'main', file: 'k6.json', content: '{}' },
    ['upload', { ref: 'main', name: 'coverage', files: { 'k6.json': '{}' } }],
  ],
  ['checks-pending', {}, ['setChecks', { conclusion: 'pending' }]],
  ['github-502', {}, ['github.fault', { kind: 'http', status: 502, forMs: 60_000 }]],
  ['github-502', { for: '30m' }, ['github.fault', { kind: 'http', status: 502, forMs: 30_000 }]],
  [
    'github-secondary-rate-limit',
    { seconds: 5 },
    ['github.fault', { kind: 'secondary-rate-limit', forMs: 5_000, retryAfter: 5 }],
  ],
  ['webhooks-lost', {}, ['webhooks', 'lose']],
  ['webhooks-tripled', {}, ['webhooks', 'triple']],
  ['slack-429', {}, ['slack.fault', { kind: 'ratelimited', method: '*', times: 3, retryAfter: 2 }]],
  [
    'push-before-dispatch',
    { branch: 'main', message: 'x' },
    ['push', 'dev2', { repository: 'acme/one', branch: 'main', message: 'x' }],
  ],
])('%s %j', async (name, body, call) => {
  await using world = await worldUnderTest({ speed: 60 });
  expect((await world.ask('POST', `/api/scenarios/${name}`, body)).status).toBe(200);
  expect(world.calls).toContainEqual(call);
});

test('an unknown parameter is refused by name', async () => {
  await using world = await worldUnderTest();
  const answer = await world.ask('POST', '/api/scenarios/webhooks-lost', { color: 'red' });
  expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining('color') } });
});

test('Slack comes back after its absence', async () => {
  await using world = await worldUnderTest();
  await world.ask('POST', '/api/scenarios/slack-away', { seconds: 0.05 });
  await expect.poll(() => world.calls.at(-1)).toEqual(['slack.clearFaults']);
});
