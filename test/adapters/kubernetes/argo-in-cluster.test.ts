import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Move } from '../../../src/ports/cluster.ts';
import { canaryPlace, imageOf } from '../../contracts/cluster-places.ts';
import { openSimulatedCluster } from '../../contracts/cluster-simulated.ts';

let world: Awaited<ReturnType<typeof openSimulatedCluster>>;
beforeAll(async () => {
  world = await openSimulatedCluster();
});
afterAll(() => world.close());

const [one, two, three] = [imageOf(1), imageOf(2), imageOf(3)];
const settle = () => {
  for (let step = 0; step < 8; step++) world.pass(6);
};
const of = (name: string) => canaryPlace(name, { by: 'http-route', route: name }, 'argo-rollouts');

async function serving(name: string) {
  const place = of(name);
  await world.stand(place, one);
  settle();
  return place;
}
async function carryOut(place: ReturnType<typeof of>, move: Move) {
  for (let turn = 0; turn < 12; turn++) {
    const moved = await world.clusters.move(place, move, null);
    if (moved.kind !== 'changed' && !moved.more) return moved.standing;
    settle();
  }
  throw new Error(`${move.kind} did not come to an end: ${JSON.stringify(await world.clusters.read(place))}`);
}

test('it goes by its own steps, each when it is let', async () => {
  const place = await serving('steps');
  expect(await world.clusters.read(place)).toMatchObject({
    engine: 'argo-rollouts',
    stable: { image: one, revision: 1, pods: { ready: 4 } },
    fresh: null,
    weight: 0,
    state: 'steady',
  });
  await carryOut(place, { kind: 'bring-up', image: two });
  settle();
  expect(await world.clusters.read(place)).toMatchObject({
    stable: { image: one },
    fresh: { image: two, revision: 2, pods: { ready: 1 } },
    weight: 25,
    state: 'paused',
    why: 'CanaryPauseStep',
  });
  expect(await carryOut(place, { kind: 'weigh', percent: 25, image: two })).toMatchObject({ weight: 25 });
  expect(await carryOut(place, { kind: 'weigh', percent: 50, image: two })).toMatchObject({ weight: 50 });
  expect(await carryOut(place, { kind: 'promote', image: two })).toMatchObject({
    stable: { image: two, pods: { ready: 4 } },
    fresh: null,
    weight: 0,
    state: 'steady',
  });
});

test('taken back it is aborted, and its template is the stable one again', async () => {
  const place = await serving('back');
  await carryOut(place, { kind: 'bring-up', image: two });
  await carryOut(place, { kind: 'weigh', percent: 50, image: two });
  const aborted = await world.clusters.move(place, { kind: 'take-back' }, null);
  expect(aborted).toMatchObject({ kind: 'moved', more: true });
  expect(await carryOut(place, { kind: 'take-back' })).toMatchObject({
    stable: { image: one, pods: { ready: 4 } },
    fresh: null,
    weight: 0,
    state: 'steady',
  });
  expect(await world.clusters.move(place, { kind: 'take-back' }, null)).toMatchObject({
    kind: 'stood-already',
    more: false,
  });
});

test('it goes back to an earlier revision, past all of its steps', async () => {
  const place = await serving('undo');
  await carryOut(place, { kind: 'bring-up', image: two });
  await carryOut(place, { kind: 'promote', image: two });
  expect(await carryOut(place, { kind: 'return-to', image: one })).toMatchObject({
    stable: { image: one, pods: { ready: 4 } },
    fresh: null,
    state: 'steady',
  });
});

test('held it stays, and goes on when it is let', async () => {
  const place = await serving('held');
  await carryOut(place, { kind: 'bring-up', image: two });
  await world.clusters.move(place, { kind: 'pause' }, null);
  settle();
  expect(await world.clusters.read(place)).toMatchObject({ state: 'paused', fresh: { image: two } });
  await world.clusters.move(place, { kind: 'resume' }, null);
  expect(await carryOut(place, { kind: 'weigh', percent: 50, image: two })).toMatchObject({ weight: 50 });
});

test('one that does not come up is stalled, says why, and is tried again when somebody asks', async () => {
  const place = await serving('stalls');
  world.simulation.images.set(three, { kind: 'pull-fails' });
  await world.clusters.move(place, { kind: 'bring-up', image: three }, null);
  for (let step = 0; step < 12; step++) world.pass(60);
  const stalled = await world.clusters.read(place);
  expect(stalled).toMatchObject({ stable: { image: one, pods: { ready: 4 } }, state: 'stalled' });
  expect(stalled.why).toMatch(/ProgressDeadlineExceeded.*ImagePullBackOff/s);
  await world.clusters.move(place, { kind: 'take-back' }, null);
  settle();
  const retried = await world.clusters.move(place, { kind: 'retry' }, null);
  expect(retried.kind).toBe('moved');
  expect(await carryOut(place, { kind: 'take-back' })).toMatchObject({ stable: { image: one }, fresh: null });
});

test('what a person changes is seen and named', async () => {
  const place = await serving('touched');
  const before = await world.clusters.read(place);
  world.pass(5);
  const where = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/touched';
  const containers = [{ name: 'main', image: imageOf(9) }];
  const body = { spec: { template: { spec: { containers } } } };
  await world.ask('PATCH', where, 'kubectl-argo-rollouts', body, 'application/merge-patch+json');
  expect(await world.clusters.move(place, { kind: 'bring-up', image: two }, before.mark)).toMatchObject({
    kind: 'changed',
    standing: { changedBy: 'kubectl-argo-rollouts' },
  });
});
