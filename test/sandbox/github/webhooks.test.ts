import examples from '@octokit/webhooks-examples';
import { verify } from '@octokit/webhooks-methods';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { collectWebhooks, nameOf, type Received } from './collect-webhooks.ts';
import { deploy, startWorld, type TestWorld } from './world.ts';

const names = (received: Received[]) => received.map(nameOf);

async function finished(world: TestWorld, received: Received[], count = 1) {
  await deploy(world, { environment: 'staging', deployment_id: 'D-1' });
  world.pass('30m');
  await vi.waitFor(
    () => expect(names(received).filter((name) => name === 'workflow_run.completed')).toHaveLength(count),
    { timeout: 5_000, interval: 5 },
  );
}

test('a deployment is told in signed deliveries, in the order of what happened', async () => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks();
  world.github.deliverTo(bot.url);
  await finished(world, bot.received);

  const told = names(bot.received);
  expect(told[0]).toBe('workflow_run.requested');
  expect(told.at(-1)).toBe('workflow_run.completed');
  expect(told).toEqual(
    expect.arrayContaining([
      'workflow_job.queued',
      'workflow_run.in_progress',
      'workflow_job.in_progress',
      'deployment.created',
      'deployment_status.created',
      'workflow_job.completed',
      'check_run.completed',
    ]),
  );
  expect(new Set(bot.received.map(({ guid }) => guid)).size).toBe(bot.received.length);
  for (const { body, signature, guid, headers } of bot.received) {
    expect(await verify(world.github.webhookSecret, body, signature)).toBe(true);
    expect(await verify('another secret', body, signature)).toBe(false);
    expect(guid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
      'x-github-hook-installation-target-id': String(world.github.appId),
      'x-github-hook-installation-target-type': 'integration',
      'x-github-hook-id': expect.stringMatching(/^\d+$/),
    });
    expect(body.length).toBeGreaterThan(4_000);
  }
});

const object = z.record(z.string(), z.unknown());
const published = z.array(z.object({ name: z.string(), examples: z.array(object) })).parse(examples);
const compared: [string, string, string | null][] = [
  ['workflow_run', 'requested', 'workflow_run'],
  ['workflow_run', 'completed', 'workflow_run'],
  ['workflow_job', 'in_progress', 'workflow_job'],
  ['workflow_job', 'completed', 'workflow_job'],
  ['check_run', 'completed', 'check_run'],
  ['deployment', 'created', 'deployment'],
  ['deployment_status', 'created', 'deployment_status'],
  ['push', '', null],
  ['create', '', null],
  ['membership', 'removed', 'team'],
];

test.each(compared)("%s %s has what GitHub's own examples have", async (event, action, key) => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks();
  world.github.deliverTo(bot.url);
  world.github.push('dev', { repository: 'acme/trading-engine', branch: 'feature/x', message: 'wip' });
  world.github.setTeamMembers('sre', ['dana-dev']);
  await finished(world, bot.received, 2);
  const ours = bot.received
    .filter((each) => each.event === event)
    .map(({ body }) => object.parse(JSON.parse(body)))
    .find((body) => (body.action ?? '') === action);
  // Older examples lack fields that newer ones have, and some have fields that only certain repositories have.
  const theirs = (published.find(({ name }) => name === event)?.examples ?? []).filter(
    (example) => (example.action ?? '') === action && ('repository' in example || event === 'membership'),
  );
  expect(theirs.length).toBeGreaterThan(0);
  const common = (bodies: Record<string, unknown>[]) =>
    Object.keys(bodies[0] ?? {}).filter((name) => bodies.every((body) => name in body));
  const expected = common(theirs).filter((name) => name !== 'organization' && name !== 'installation');
  expect(Object.keys(ours ?? {})).toEqual(expect.arrayContaining(expected));
  if (key === null) return;
  const inner = common(theirs.map((example) => object.parse(example[key])));
  expect(Object.keys(object.parse(ours?.[key]))).toEqual(expect.arrayContaining(inner));
});

test('each delivery comes three times under one GUID, or never, or in another order', async () => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks();
  world.github.deliverTo(bot.url);
  world.github.webhooks('triple');
  await finished(world, bot.received, 3);
  for (const same of Map.groupBy(bot.received, ({ guid }) => guid).values()) expect(same).toHaveLength(3);

  bot.received.length = 0;
  world.github.webhooks('shuffle');
  await finished(world, bot.received);
  await vi.waitFor(() => expect(names(bot.received)).toContain('workflow_run.requested'), { interval: 5 });
  const shuffled = names(bot.received);
  expect(shuffled.indexOf('workflow_run.completed')).toBeLessThan(shuffled.indexOf('workflow_run.in_progress'));

  bot.received.length = 0;
  world.github.webhooks('lose');
  await deploy(world, { environment: 'staging', deployment_id: 'D-2' });
  world.pass('30m');
  world.github.webhooks('normal');
  world.github.push('dev', { repository: 'acme/trading-engine', branch: 'feature/y', message: 'after' });
  await vi.waitFor(() => expect(names(bot.received)).toContain('push'), { interval: 5 });
  expect(names(bot.received)[0]).toBe('create');
});

test('nothing is sent to nowhere, and a bot that is away loses only what was sent meanwhile', async () => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks(500);
  await deploy(world, { environment: 'staging', deployment_id: 'D-1' });
  world.github.deliverTo(bot.url);
  world.github.push('dev', { repository: 'acme/trading-engine', tag: 'v9.9.9', message: 'tag' });
  await vi.waitFor(() => expect(world.traffic.list().some((entry) => entry.kind === 'push')).toBe(true), {
    interval: 5,
  });
  const told = world.traffic.list().filter((entry) => entry.direction === 'to-bot');
  expect(told.map(({ kind, status, path }) => [kind, status, path]).slice(0, 2)).toEqual([
    ['create', 500, '/github/webhooks'],
    ['push', 500, '/github/webhooks'],
  ]);
});

test('when everything is told, the bot has it all', async () => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks();
  world.github.deliverTo(bot.url);
  await deploy(world, { environment: 'staging', deployment_id: 'D-1' });
  world.pass('30m');
  await world.github.told();
  expect(names(bot.received).at(-1)).toBe('workflow_run.completed');
});
