import { expect, test } from 'vitest';
import type { KubernetesStrategy } from '../../src/model/delivery.ts';
import { Fault } from '../../src/model/fault.ts';
import { second } from '../../src/model/time.ts';
import type { Place } from '../../src/ports/cluster.ts';
import { createFakeCluster } from '../fakes/cluster.ts';
import { rollbackCatalog, rollbackRule, rollbackStory } from './rollback-world.ts';
import { blueGreen } from './rollout-story.ts';

const services = ['api', 'websocket', 'fix-gateway', 'worker'];
const strategy = { ...blueGreen(services), phases: [{ weight: 100, watch: 0 }] } as KubernetesStrategy;

/** v1.3.0 and then v1.4.0 went out, from colour to colour. */
async function twoColours() {
  const rule = rollbackRule({ by: 'cluster', workflow: null, inputs: {}, lock: false });
  const delivery = {
    ...{ strategy, majorStrategy: null, analysis: null, smoke: [], roles: ['release-managers'], order: [] },
    whenOneFails: 'stop' as const,
  };
  const cluster = createFakeCluster();
  const story = await rollbackStory({
    catalog: rollbackCatalog({ rollback: rule, delivery }),
    arm: (world) => Object.assign(world.ports, { cluster }),
  });
  const places = strategy.workloads.map((workload): Place => ({ workload, strategy }));
  for (const place of places) cluster.stand(place, 'ghcr.io/acme/old:v1', 5);
  async function goesOn(id: string) {
    for (let turn = 0; turn < 40 && (await story.read(id)).endedAt === null; turn++) {
      cluster.settle();
      await story.durable.advance(5 * second);
    }
    return story.read(id);
  }
  for (const ref of ['v1.3.0', 'v1.4.0']) {
    const id = await story.ask('dev', { ref });
    await story.completes(id, 'success');
    expect(await goesOn(id)).toMatchObject({ state: 'succeeded' });
  }
  return { ...story, cluster, places, goesOn };
}

test('the colour that was taken back keeps no pods once the other one serves', async () => {
  const story = await twoColours();
  const id = await story.rollsBack('lead', { why: 'errors at 7 %' });
  expect(await story.goesOn(id)).toMatchObject({ state: 'succeeded' });
  const scaled = story.cluster.written().filter(({ move }) => move.kind === 'retire' && move.replicas === 0);
  expect(scaled.map(({ service }) => service)).toEqual(services);
  const [api] = story.places;
  expect(api && (await story.cluster.read(api)).stable).toMatchObject({
    image: 'ghcr.io/acme/api:v1.3.0',
    pods: { ready: 5 },
  });
});

test('where that cannot be done it is told, and the rollback has succeeded all the same', async () => {
  const story = await twoColours();
  const { move } = story.cluster;
  story.cluster.move = (place, wanted, expected) => {
    const denied = wanted.kind === 'retire' && place.workload.service === 'worker';
    return denied
      ? Promise.reject(new Fault('unavailable', 'production does not answer.'))
      : move(place, wanted, expected);
  };
  const id = await story.rollsBack('lead');
  expect(await story.goesOn(id)).toMatchObject({ state: 'succeeded' });
  expect(story.thread(id).filter((notice) => notice.kind === 'text')).toMatchObject([
    {
      title: 'What was taken back keeps its pods, without traffic',
      lines: ['worker: production does not answer.', expect.any(String)],
    },
  ]);
});
