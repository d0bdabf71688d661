import { afterAll, beforeAll, describe, test } from 'vitest';
import { idOf } from './deployment.ts';
import { progressiveExample } from './progressive-example.ts';
import {
  asks,
  becomes,
  begin,
  calls,
  comes,
  following,
  goesThrough,
  killAt,
  lookedOnAt,
  measures,
  newest,
  nth,
  says,
  scenario,
  watchWrites,
  writes,
} from './struck.ts';
import { expectInOrder } from './struck-verdict.ts';
import { type FaultWorld, openWorld } from './world.ts';

/** Kill -9 at each step of each strategy: the bot comes back, reads the cluster as it is, and goes on. */
describe('kill -9 at each step of a strategy', () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openWorld(60, 1, progressiveExample);
  });
  afterAll(() => world?.close());

  const spike = (service: string, environment: string, version = 'next') =>
    scenario(world, 'error-spike', { service, environment, version, percent: 40 });

  test('a canary', async () => {
    const story = await goesThrough(world, '/deploy staging api', /\*Succeeded\*/, [
      { step: 'the first of what brings it up', is: writes('POST deployments') },
      { step: 'the last of what brings it up', is: writes('POST ingresses') },
      { step: 'its smoke test', is: asks('canary.api.staging') },
      { step: '10 %', is: writes('PATCH ingresses/api-canary') },
      { step: 'the watch at 10 %', is: measures },
      { step: '50 %', is: writes('PATCH ingresses/api-canary') },
      { step: 'the watch at 50 %', is: measures },
      { step: 'promoting it', is: writes('PATCH deployments/api') },
      { step: 'the first of what ends it', is: writes('PATCH ingresses/api-canary') },
      { step: 'the last of what ends it', is: writes('PATCH deployments/api-canary') },
      { step: 'the end of the silence', is: calls('DELETE /api/v2/silence') },
    ]);
    await expectInOrder(world, story, {
      ...{ service: 'api', environment: 'staging', serves: 'develop', ends: 'Succeeded' },
      writes: [
        'POST deployments',
        'POST services',
        'POST ingresses',
        'PATCH ingresses/api-canary',
        'PATCH ingresses/api-canary',
        'PATCH deployments/api',
        'PATCH ingresses/api-canary',
        'PATCH deployments/api-canary',
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

  test('a canary that is taken back', async () => {
    await spike('worker', 'staging');
    const before = world.world.github.running().worker?.staging?.sha ?? '';
    const story = await goesThrough(world, '/deploy staging worker', /\*Rolled back\*/, [
      { step: 'the watch', is: measures },
      { step: 'the first of what takes it back', is: writes('PATCH ingresses/worker-canary') },
      { step: 'the last of what takes it back', is: writes('PATCH deployments/worker-canary') },
      { step: 'the page', is: calls('/v2/enqueue') },
    ]);
    await expectInOrder(world, story, {
      ...{ service: 'worker', environment: 'staging', serves: before, ends: 'Rolled back', pages: 1 },
      writes: [
        'POST deployments',
        'POST services',
        'POST ingresses',
        'PATCH ingresses/worker-canary',
        'PATCH ingresses/worker-canary',
        'PATCH deployments/worker-canary',
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

  test('a rollback by a workflow', async () => {
    await goesThrough(world, '/deploy staging api main', /\*Succeeded\*/, []);
    const story = await goesThrough(world, '/rollback staging api', /\*Succeeded\*/, [
      { step: 'the dispatch', is: calls('/dispatches') },
      { step: 'following the run', is: calls('/actions/runs/') },
    ]);
    await expectInOrder(world, story, {
      // What the workflow does is not the world's: the cluster stays as the deployment before has left it.
      ...{ service: 'api', environment: 'staging', serves: 'main', ends: 'The earlier version runs again', writes: [] },
      audit: ['rollback.requested', 'deployment.dispatched', 'quarantine.begun', 'deployment.ended'],
    });
  });

  test('blue-green', async () => {
    const story = await goesThrough(
      world,
      '/deploy production api v1.4.0',
      /\*Succeeded\*/,
      [
        { step: 'bringing it up', is: writes('PATCH deployments/api-green') },
        { step: 'its smoke test', is: asks('canary.api.trading') },
        { step: '5 %', is: writes('PATCH httproutes/api') },
        { step: 'the watch at 5 %', is: measures },
        { step: '100 %', is: writes('PATCH httproutes/api') },
        { step: 'the watch at 100 %', is: measures },
        { step: 'promoting it', is: writes('PATCH deployments/api-green') },
        { step: 'retiring the one before', is: writes('PATCH deployments/api-blue') },
        { step: 'the watch afterwards', is: measures },
      ],
      { watched: true },
    );
    await expectInOrder(world, story, {
      ...{ service: 'api', environment: 'production', serves: 'v1.4.0', ends: 'Succeeded' },
      writes: [
        'PATCH deployments/api-green',
        'PATCH httproutes/api',
        'PATCH httproutes/api',
        'PATCH deployments/api-green',
        'PATCH deployments/api-blue',
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

  test('blue-green that is taken back', async () => {
    await spike('worker', 'production');
    const story = await goesThrough(world, '/deploy production worker v1.4.0', /\*Rolled back\*/, [
      { step: 'the first of what takes it back', is: nth(2, writes('PATCH httproutes/worker')) },
      { step: 'the last of what takes it back', is: writes('PATCH deployments/worker-green') },
    ]);
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

  test('a rollback on the cluster, begun by a rule of the watch', async () => {
    // The last of what the release does in the cluster: the watch has not begun.
    const out = comes(world, writes('PATCH deployments/api-green'));
    const bad = await begin(world, '/deploy production api v1.3.0');
    await out;
    const seen = watchWrites(world);
    const killing = killAt(world, [
      { step: 'the watch that sees it', is: following(says(/Succeeded after/), measures) },
      { step: 'the first of what goes back', is: writes('PATCH deployments/api-green') },
      { step: 'the last of what goes back', is: writes('PATCH httproutes/api') },
    ]);
    await spike('api', 'production', 'newest');
    await becomes(world, bad.ts, /[Tt]aken back/);
    const back = newest(world, /Roll back .*v1\.3\.0/);
    await becomes(world, back.ts, /\*Succeeded\*/);
    await killing.over();
    await lookedOnAt(world);
    seen.end();
    const story = { id: idOf(back), ts: back.ts, writes: seen.list };
    await expectInOrder(world, story, {
      ...{
        service: 'api',
        environment: 'production',
        serves: 'v1.4.0',
        ends: 'The earlier version runs again',
        runs: 0,
      },
      // It is brought up to all its pods, has the traffic, and is no longer tried; what was taken back keeps no pods.
      writes: [
        'PATCH deployments/api-green',
        'PATCH httproutes/api',
        'PATCH deployments/api-green',
        'PATCH deployments/api-blue',
      ],
      audit: [
        'rollback.requested',
        'rollback.moved',
        'quarantine.begun',
        'deployment.ended',
        'watch.begun',
        'watch.passed',
      ],
    });
  });
});
