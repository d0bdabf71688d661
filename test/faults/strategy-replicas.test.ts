import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { progressiveExample } from './progressive-example.ts';
import { allReady } from './replicas.ts';
import { strikeAt } from './strike.ts';
import {
  becomes,
  begin,
  following,
  measures,
  reads,
  type Story,
  scenario,
  settled,
  watchWrites,
  writes,
} from './struck.ts';
import { expectInOrder } from './struck-verdict.ts';
import { type Call, type FaultWorld, openWorld } from './world.ts';

/** SIGSTOP in the middle of a strategy: the other replica goes on, and the one that wakes up moves nothing any more. */
describe('the replica that moves a release stands still', () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openWorld(60, 2, progressiveExample);
  });
  afterAll(() => world?.close());
  beforeEach(() => allReady(world));

  /** dev types a command; whoever drives it stands still at such a call, until it has ended elsewhere. */
  async function frozenAt(text: string, is: (call: Call) => boolean, end: RegExp): Promise<Story> {
    const [driver, other] = world.replicas;
    if (!driver || !other) throw new Error('there are not two replicas');
    // Alone, so that there is no doubt who drives it.
    await other.bot.kill();
    const seen = watchWrites(world);
    const strike = strikeAt(world, 1, () => driver.bot.freeze(), is);
    const begun = await begin(world, text);
    await world.until('the moment', () => strike.at ?? undefined);
    await other.bot.start();
    await becomes(world, begun.ts, end);
    await driver.bot.wake();
    await settled(world);
    seen.end();
    return { ...begun, writes: seen.list };
  }

  test.each([
    { when: 'when it has given it traffic', service: 'api', is: writes('PATCH ingresses/api-canary') },
    { when: 'while it measures', service: 'websocket', is: measures },
    {
      when: 'between looking at the cluster and promoting it',
      service: 'fix-gateway',
      is: following(measures, reads('deployments/fix-gateway')),
    },
  ])('a canary, $when', async ({ service, is }) => {
    const story = await frozenAt(`/deploy staging ${service}`, is, /\*Succeeded\*/);
    await expectInOrder(world, story, {
      ...{ service, environment: 'staging', serves: 'develop', ends: 'Succeeded' },
      writes: [
        'POST deployments',
        'POST services',
        'POST ingresses',
        `PATCH ingresses/${service}-canary`,
        `PATCH ingresses/${service}-canary`,
        `PATCH deployments/${service}`,
        `PATCH ingresses/${service}-canary`,
        `PATCH deployments/${service}-canary`,
      ],
      audit: [
        'deployment.requested',
        'deployment.dispatched',
        'rollout.begun',
        'rollout.phase-begun',
        'rollout.promoted',
        'rollout.phase-begun',
        'rollout.promoted',
        'deployment.ended',
      ],
    });
  });

  test('blue-green, while it is taken back', async () => {
    await scenario(world, 'error-spike', { service: 'worker', environment: 'production', percent: 40 });
    const back = following(writes('PATCH httproutes/worker'), writes('PATCH httproutes/worker'));
    const story = await frozenAt('/deploy production worker v1.4.0', back, /\*Rolled back\*/);
    await expectInOrder(world, story, {
      ...{ service: 'worker', environment: 'production', serves: 'v1.3.0', ends: 'Rolled back', pages: 1 },
      writes: [
        'PATCH deployments/worker-green',
        'PATCH httproutes/worker',
        'PATCH httproutes/worker',
        'PATCH deployments/worker-green',
      ],
      audit: [
        'deployment.requested',
        'deployment.dispatched',
        'rollout.begun',
        'rollout.phase-begun',
        'rollout.taken-back',
        'quarantine.begun',
        'deployment.ended',
      ],
    });
  });
});
