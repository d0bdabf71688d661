import { AppsV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { scenarios } from '../../../sandbox/scenarios/index.ts';
import { worldUnderTest } from './world-under-test.ts';

test('every scenario has a name of its own, a title, a description and runs without a body', async () => {
  await using world = await worldUnderTest({ platform: true });
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

test('what befalls services needs an example that says what they run on, and services that it has', async () => {
  await using plain = await worldUnderTest();
  expect(await plain.ask('POST', '/api/scenarios/error-spike')).toMatchObject({
    status: 422,
    body: { message: 'This example does not say what its services run on.' },
  });
  await using world = await worldUnderTest({ platform: true });
  expect(await world.ask('POST', '/api/scenarios/error-spike', { service: 'two' })).toMatchObject({
    status: 422,
    body: { message: 'No service is called "two", only one.' },
  });
  expect(await world.ask('POST', '/api/scenarios/never-ready', { environment: 'nowhere' })).toMatchObject({
    status: 422,
  });
});

test('the cluster forbids the bot what somebody takes away from it, until everything is back to normal', async () => {
  await using world = await worldUnderTest({ platform: true });
  const { kubeconfig } = (await world.ask('GET', '/api/world')).body as { kubeconfig: string };
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const patch = () =>
    config
      .makeApiClient(AppsV1Api)
      .patchNamespacedDeployment(
        { namespace: 'production', name: 'one', body: { spec: { replicas: 2 } } },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      );
  expect((await patch()).spec?.replicas).toBe(2);
  const denied = await world.ask('POST', '/api/scenarios/cluster-denies', {});
  expect(denied.body).toMatchObject({ verb: 'patch', roles: ['production/quarterdeck'] });
  await expect(patch()).rejects.toThrow(/cannot patch resource .*deployments/);
  await world.ask('POST', '/api/scenarios/calm', {});
  expect((await patch()).spec?.replicas).toBe(2);
});

test('the world tells where its cluster, its metrics and its services are', async () => {
  await using plain = await worldUnderTest();
  expect((await plain.ask('GET', '/api/world')).body).toMatchObject({ kubeconfig: null, addresses: { cluster: null } });
  await using world = await worldUnderTest({ platform: true });
  const { body } = await world.ask('GET', '/api/world');
  expect(body).toMatchObject({ kubeconfig: expect.stringMatching(/kubeconfig$/), hosts: ['one.example.com'] });
  const settings = (await world.ask('GET', '/api/bot/settings')).body;
  const { addresses, kubeconfig } = body as { addresses: Record<string, string>; kubeconfig: string };
  expect(settings).toMatchObject({
    KUBECONFIG: kubeconfig,
    PROMETHEUS_URL: addresses.prometheus,
    ALERTMANAGER_URL: addresses.alertmanager,
    GRAFANA_URL: addresses.grafana,
    PAGERDUTY_URL: addresses.pagerduty,
  });
});
