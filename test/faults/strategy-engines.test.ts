import { afterAll, beforeAll, describe, test } from 'vitest';
import { enginesExample, installEngines } from './engines-example.ts';
import { asks, goesThrough, measures, nth, scenario, writes } from './struck.ts';
import { expectInOrder } from './struck-verdict.ts';
import { type FaultWorld, openWorld } from './world.ts';

/** What somebody else's controller moves, and what a Deployment moves by itself. */
describe('kill -9 at each step, where Kubernetes or an engine does the moving', () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openWorld(60, 1, enginesExample);
    await installEngines(world);
  });
  afterAll(() => world?.close());

  const spike = (service: string, environment: string) =>
    scenario(world, 'error-spike', { service, environment, percent: 40 });

  test('rolling', async () => {
    const story = await goesThrough(
      world,
      '/deploy production api v1.4.0',
      /\*Succeeded\*/,
      [
        { step: 'the new image', is: writes('PATCH deployments/api') },
        { step: 'its smoke test', is: asks('api.trading') },
        { step: 'the watch afterwards', is: measures },
      ],
      { watched: true },
    );
    await expectInOrder(world, story, {
      ...{ service: 'api', environment: 'production', serves: 'v1.4.0', ends: 'Succeeded' },
      writes: ['PATCH deployments/api'],
      audit: [
        'deployment.requested',
        'deployment.dispatched',
        'rollout.begun',
        'deployment.ended',
        'watch.begun',
        'watch.passed',
      ],
    });
  });

  test('rolling that is taken back', async () => {
    await scenario(world, 'pods-pending', { service: 'fix-gateway', environment: 'production' });
    const story = await goesThrough(world, '/deploy production fix-gateway v1.4.0', /\*Rolled back\*/, [
      { step: 'the new image', is: writes('PATCH deployments/fix-gateway') },
      { step: 'the old image', is: writes('PATCH deployments/fix-gateway') },
    ]);
    await expectInOrder(world, story, {
      ...{ service: 'fix-gateway', environment: 'production', serves: 'v1.3.0', ends: 'Rolled back' },
      // No user has met it: nobody is paged.
      writes: ['PATCH deployments/fix-gateway', 'PATCH deployments/fix-gateway'],
      audit: [
        'deployment.requested',
        'deployment.dispatched',
        'rollout.begun',
        'rollout.taken-back',
        'deployment.ended',
      ],
    });
  });

  test('Argo Rollouts', async () => {
    const story = await goesThrough(world, '/deploy staging api', /\*Succeeded\*/, [
      { step: 'the new image', is: writes('PATCH rollouts/api') },
      { step: 'its smoke test', is: asks('api.staging') },
      { step: 'the watch at 25 %', is: measures },
      { step: '50 %', is: writes('PATCH rollouts/api/status') },
      { step: 'the watch at 50 %', is: measures },
      { step: 'promoting it', is: writes('PATCH rollouts/api/status') },
    ]);
    await expectInOrder(world, story, {
      ...{ service: 'api', environment: 'staging', serves: 'develop', ends: 'Succeeded' },
      writes: ['PATCH rollouts/api', 'PATCH rollouts/api/status', 'PATCH rollouts/api/status'],
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

  test('Argo Rollouts that is taken back', async () => {
    await spike('worker', 'staging');
    const before = world.world.github.running().worker?.staging?.sha ?? '';
    const story = await goesThrough(world, '/deploy staging worker', /\*Rolled back\*/, [
      { step: 'the watch', is: measures },
      { step: 'aborting it', is: writes('PATCH rollouts/worker/status') },
      { step: 'the template before', is: writes('PATCH rollouts/worker') },
    ]);
    await expectInOrder(world, story, {
      ...{ service: 'worker', environment: 'staging', serves: before, ends: 'Rolled back', pages: 1 },
      writes: ['PATCH rollouts/worker', 'PATCH rollouts/worker/status', 'PATCH rollouts/worker'],
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

  test('Flagger', async () => {
    const story = await goesThrough(
      world,
      '/deploy production worker v2.0.0',
      /\*Succeeded\*/,
      [
        { step: 'closing its gates', is: writes('PATCH canaries/worker') },
        { step: 'the new image', is: writes('PATCH deployments/worker') },
        { step: 'its smoke test', is: asks('worker.trading') },
        { step: '25 %', is: writes('PATCH canaries/worker') },
        { step: 'the watch at 25 %', is: measures },
        { step: '50 %', is: writes('PATCH canaries/worker') },
        { step: 'the watch at 50 %', is: measures },
        { step: 'promoting it', is: writes('PATCH canaries/worker') },
        { step: 'what ends it', is: writes('PATCH canaries/worker') },
        { step: 'the watch afterwards', is: measures },
      ],
      { watched: true },
    );
    await expectInOrder(world, story, {
      ...{ service: 'worker', environment: 'production', serves: 'v2.0.0', ends: 'Succeeded' },
      writes: [
        'PATCH canaries/worker',
        'PATCH deployments/worker',
        'PATCH canaries/worker',
        'PATCH canaries/worker',
        'PATCH canaries/worker',
        'PATCH canaries/worker',
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
        'watch.begun',
        'watch.passed',
      ],
    });
  });

  test('Flagger that is taken back', async () => {
    await spike('websocket', 'production');
    const story = await goesThrough(world, '/deploy production websocket v2.0.0', /\*Rolled back\*/, [
      { step: 'opening its gate for the way back', is: nth(3, writes('PATCH canaries/websocket')) },
      { step: 'the image before', is: writes('PATCH deployments/websocket') },
    ]);
    await expectInOrder(world, story, {
      ...{ service: 'websocket', environment: 'production', serves: 'v1.3.0', ends: 'Rolled back', pages: 1 },
      writes: [
        'PATCH canaries/websocket',
        'PATCH deployments/websocket',
        'PATCH canaries/websocket',
        'PATCH canaries/websocket',
        'PATCH deployments/websocket',
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
