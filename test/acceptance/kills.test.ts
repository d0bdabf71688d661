import { afterAll, beforeAll, describe, test } from 'vitest';
import { killBot } from '../faults/harms.ts';
import { deployStruck, moments } from '../faults/moments.ts';
import { expectOneDeployment } from '../faults/verdict.ts';
import { type FaultWorld, openFaultWorld } from '../faults/world.ts';

/** Five real kills; `npm run test:faults` has every other one. */
describe('kill -9 of the bot', { timeout: 60_000 }, () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openFaultWorld();
  });
  afterAll(() => world?.close());

  const { gathering, asking, voting, dispatching, running } = moments;
  test.each([
    { ...gathering, service: 'api' },
    { ...asking, service: 'websocket' },
    { ...voting, service: 'fix-gateway' },
    { ...dispatching, service: 'worker' },
    { ...running, service: 'api' },
  ])('$when: one run, one message, nothing lost', async ({ service, ...moment }) => {
    const deployment = await deployStruck(world, service, moment, () => killBot(world));
    await expectOneDeployment(world, deployment, `killed ${moment.when}`);
  });
});
