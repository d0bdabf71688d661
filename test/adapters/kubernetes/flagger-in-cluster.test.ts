import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { rulesFor } from '../../../src/adapters/kubernetes/rules.ts';
import { flaggerRoutes } from '../../../src/inbound/flagger/gates.ts';
import { createHttpServer } from '../../../src/inbound/http/server.ts';
import type { Move, Standing } from '../../../src/ports/cluster.ts';
import { canaryPlace, imageOf } from '../../contracts/cluster-places.ts';
import { openSimulatedCluster } from '../../contracts/cluster-simulated.ts';
import { readableLog } from '../slack/at-slack.ts';

let world: Awaited<ReturnType<typeof openSimulatedCluster>>;
let door: ReturnType<typeof createHttpServer>;
let address = '';
beforeAll(async () => {
  world = await openSimulatedCluster();
  door = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    readiness: [],
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    routes: flaggerRoutes(world.clusters, () => {}),
    log: readableLog(),
  });
  address = `http://127.0.0.1:${await door.start()}/flagger/gates`;
});
afterAll(async () => {
  await door.stop();
  await world.close();
});

const [one, two] = [imageOf(1), imageOf(2)];
/** Gates are asked in real time. */
const patience = { timeout: 15_000, interval: 10 };
const place = (name: string) => canaryPlace(name, { by: 'http-route', route: name }, 'flagger');

/** A Canary whose gates all lead to Quarterdeck, in steps of a quarter. */
async function serving(name: string) {
  await world.stand(place(name), one);
  world.pass(10);
  const gates = ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback'];
  const webhooks = gates.map((type) => ({ name: type, type, url: address, metadata: { gate: type } }));
  const analysis = { interval: '30s', threshold: 5, maxWeight: 50, stepWeight: 25, webhooks };
  const spec = { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, service: { port: 80 }, analysis };
  const where = '/apis/flagger.app/v1beta1/namespaces/shop/canaries';
  await world.ask('POST', where, 'helm', {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name },
    spec,
  });
  await stands(name, { state: 'steady', stable: { name: `${name}-primary`, image: one, pods: { ready: 4 } } });
  return place(name);
}

/** Time goes on, look by look, until it stands so. */
async function stands(name: string, wanted: object): Promise<Standing> {
  return vi.waitFor(async () => {
    world.pass(30);
    const standing = await world.clusters.read(place(name));
    expect(standing).toMatchObject(wanted);
    return standing;
  }, patience);
}

async function carryOut(at: ReturnType<typeof place>, move: Move): Promise<Standing> {
  return vi.waitFor(async () => {
    const moved = await world.clusters.move(at, move, null);
    if (moved.kind !== 'changed' && !moved.more) return moved.standing;
    world.pass(30);
    throw new Error(`${move.kind} goes on: ${JSON.stringify(moved.standing)}`);
  }, patience);
}

test('it goes no further than it is let, and to the end when it is promoted', async () => {
  const at = await serving('steps');
  await carryOut(at, { kind: 'bring-up', image: two });
  for (let look = 0; look < 5; look++) await stands('steps', { fresh: { image: two }, weight: 0 });
  await carryOut(at, { kind: 'weigh', percent: 25, image: two });
  for (let look = 0; look < 5; look++)
    await stands('steps', { fresh: { image: two }, weight: 25, stable: { image: one } });
  expect(await carryOut(at, { kind: 'promote', image: two })).toMatchObject({
    stable: { image: two, pods: { ready: 4 } },
    fresh: null,
    weight: 0,
    state: 'steady',
  });
  const where = '/apis/flagger.app/v1beta1/namespaces/shop/canaries/steps';
  const { spec } = z
    .object({ spec: z.record(z.string(), z.unknown()) })
    .parse(await (await world.ask('GET', where, 'test')).json());
  expect(spec).not.toHaveProperty('skipAnalysis');
});

test('taken back it is given up at once, and the target has the image that serves', async () => {
  const at = await serving('back');
  await carryOut(at, { kind: 'bring-up', image: two });
  await carryOut(at, { kind: 'weigh', percent: 50, image: two });
  expect(await carryOut(at, { kind: 'take-back' })).toMatchObject({ stable: { image: one }, fresh: null, weight: 0 });
  await stands('back', { stable: { image: one, pods: { ready: 4 } }, fresh: null, state: 'steady' });
});

test('what somebody else puts in waits at the first gate', async () => {
  const at = await serving('others');
  await world.byHand(at, imageOf(9));
  for (let look = 0; look < 5; look++)
    await stands('others', {
      stable: { image: one },
      fresh: { image: imageOf(9) },
      weight: 0,
      changedBy: 'kubectl-edit',
    });
});

test('what still waits at the first gate is taken back too, and the next one begins as usual', async () => {
  const at = await serving('early');
  await world.byHand(at, imageOf(9));
  await stands('early', { fresh: { image: imageOf(9) }, state: 'paused' });
  expect(await carryOut(at, { kind: 'take-back' })).toMatchObject({ stable: { image: one }, fresh: null, weight: 0 });
  await stands('early', { stable: { image: one }, fresh: null, state: 'steady' });
  await carryOut(at, { kind: 'bring-up', image: two });
  expect(await carryOut(at, { kind: 'promote', image: two })).toMatchObject({ stable: { image: two }, fresh: null });
});

test('it goes back to an earlier version without being analysed again', async () => {
  const at = await serving('undo');
  await carryOut(at, { kind: 'bring-up', image: two });
  await carryOut(at, { kind: 'promote', image: two });
  expect(await carryOut(at, { kind: 'return-to', image: one })).toMatchObject({
    stable: { image: one },
    fresh: null,
    weight: 0,
  });
});

test('nothing was called that it is not said to need', () => {
  const said = rulesFor(place('any')).map(
    ({ verb, kind, subresource }) => `${verb} ${kind.plural}${subresource === undefined ? '' : `/${subresource}`}`,
  );
  const called = new Set(world.called.map(({ verb, resource }) => `${verb} ${resource}`));
  expect(said).toEqual(expect.arrayContaining([...called]));
  expect([...called]).toEqual(expect.arrayContaining(['patch canaries', 'patch deployments', 'get canaries']));
});
