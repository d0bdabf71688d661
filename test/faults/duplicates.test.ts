import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readable } from '../acceptance/readable.ts';
import { approve, type Deployment, request, succeeds } from './deployment.ts';
import { expectOneDeployment } from './verdict.ts';
import { type FaultWorld, openFaultWorld } from './world.ts';

/** Nothing is away here, but everything comes twice, at once, in the wrong order, or not at all. */
describe('more than once, or never', () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openFaultWorld();
  });
  afterAll(() => world?.close());
  beforeEach(() => world.bot.start());
  afterEach(() => world.world.github.webhooks('normal'));

  const press = ({ ts }: Deployment, handle: string) =>
    world.world.slack.press(handle, { channel: 'deployments', ts }, { button: 'Approve' });

  test.each([
    ['somebody clicks Approve twice', ['lead', 'lead']],
    ['two people approve in the same instant', ['lead', 'lead2']],
    ['everybody clicks like mad', ['lead', 'lead2', 'lead', 'lead2', 'lead']],
  ])('%s', async (what, hands) => {
    const deployment = await request(world, 'api');
    const outcomes = await Promise.all(hands.map((handle) => press(deployment, handle)));
    expect(outcomes.map(({ acked }) => acked)).toEqual(hands.map(() => true));
    await succeeds(world, deployment);
    await expectOneDeployment(world, deployment, what);
  });

  test('Slack delivers a press three times', async () => {
    const before = world.posts('deployments').length;
    const deployment = await request(world, 'worker');
    await approve(world, deployment);
    await world.world.slack.redeliverLast();
    await world.world.slack.redeliverLast();
    await succeeds(world, deployment);
    await expectOneDeployment(world, deployment, 'the press was delivered three times');
    expect(world.posts('deployments').length).toBe(before + 1);
  });

  test('Slack delivers a command three times', async () => {
    const before = world.posts('deployments').length;
    const { slack } = world.world;
    await slack.command('dev', { channel: 'deployments', text: '/deploy production websocket v1.4.0' });
    await slack.redeliverLast();
    await slack.redeliverLast();
    const card = await world.until('the question', () =>
      world
        .posts('deployments')
        .slice(before)
        .find((message) => /Approve\n/.test(readable(message))),
    );
    const id = /`(d-[a-z0-9]+)`/.exec(readable(card))?.[1] ?? '';
    const deployment = { id, ts: card.ts, service: 'websocket' };
    await approve(world, deployment);
    await succeeds(world, deployment);
    await expectOneDeployment(world, deployment, 'the command was delivered three times');
    expect(world.posts('deployments').length).toBe(before + 1);
  });

  test.each(['triple', 'shuffle', 'lose'] as const)('GitHub delivers webhooks so: %s', async (mode) => {
    world.world.github.webhooks(mode);
    const deployment = await request(world, 'fix-gateway');
    await approve(world, deployment);
    await succeeds(world, deployment);
    await expectOneDeployment(world, deployment, `webhooks: ${mode}`);
  });

  test('two deployments of one service at once: one after the other, each with one run', async () => {
    const one = await request(world, 'api');
    const other = await request(world, 'api');
    await Promise.all([press(one, 'lead'), press(other, 'lead2')]);
    await Promise.all([succeeds(world, one), succeeds(world, other)]);
    const queued = [];
    for (const deployment of [one, other]) {
      const { order } = await expectOneDeployment(world, deployment, 'two at once', { besides: ['deployment.queued'] });
      queued.push(order.includes('deployment.queued'));
    }
    expect(queued.filter(Boolean), 'exactly one waited for the other').toHaveLength(1);
  });
});
