import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve, request, succeeds } from './deployment.ts';
import { killBot } from './harms.ts';
import { strikeAt } from './strike.ts';
import { expectOneDeployment } from './verdict.ts';
import { type FaultWorld, openFaultWorld } from './world.ts';

/**
 * What GitHub says to a dispatch gets lost. Here the world is slow: a run that is not there is looked for through the settling
 * time, which is real, and the approval must still be valid afterwards.
 */
describe('the answer to a dispatch', { timeout: 240_000 }, () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openFaultWorld(100);
  });
  afterAll(() => world?.close());

  const dispatches = () =>
    world.world.traffic
      .list()
      .filter(({ method, path: where }) => method === 'POST' && where.endsWith('/dispatches'))
      .map(({ status }) => status);

  test('is lost after it was carried out: the run is found', async () => {
    const before = dispatches().length;
    world.world.github.fault({ kind: 'lost-answer', match: '^POST .*/dispatches$', times: 1 });
    const deployment = await request(world, 'worker');
    await approve(world, deployment);
    await succeeds(world, deployment);
    await expectOneDeployment(world, deployment, 'the answer to the dispatch was lost');
    expect(dispatches().slice(before)).toEqual([0]);
  });

  test('is 502, and the bot is killed while it looks for the run: only then is it asked again', async () => {
    const before = dispatches().length;
    world.world.github.fault({ kind: 'http', status: 502, match: '^POST .*/dispatches$', times: 1 });
    const deployment = await request(world, 'api');
    const looking = strikeAt(
      world,
      2,
      () => killBot(world),
      ({ method, path: where }) => method === 'GET' && /\/actions\/workflows\/[^/]+\/runs/.test(where),
    );
    await approve(world, deployment);
    await succeeds(world, deployment, 180_000);
    await looking.over();
    expect(looking.at, 'it looked for the run').not.toBeNull();
    await expectOneDeployment(world, deployment, 'the dispatch was answered 502');
    expect(dispatches().slice(before)).toEqual([502, 200]);
  });
});
