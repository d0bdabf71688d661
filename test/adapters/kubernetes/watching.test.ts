import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as kinds from '../../../sandbox/cluster/kinds.ts';
import type { Place } from '../../../src/ports/cluster.ts';
import { canaryPlace, imageOf, rollingPlace } from '../../contracts/cluster-places.ts';
import { openSimulatedCluster } from '../../contracts/cluster-simulated.ts';

let world: Awaited<ReturnType<typeof openSimulatedCluster>>;
const place = rollingPlace('watched');
beforeAll(async () => {
  world = await openSimulatedCluster();
  await world.stand(place, imageOf(1));
  for (let step = 0; step < 8; step++) world.pass(6);
});
afterAll(() => world.close());

const patience = { timeout: 15_000, interval: 20 };

function look(places: readonly Place[]) {
  const told: string[] = [];
  const stop = new AbortController();
  world.clusters.watch(places, (service) => void told.push(service), stop.signal);
  return { told, stop };
}

const count = (verb: string) => world.called.filter((each) => each.verb === verb).length;

test('two hundred canaries in a namespace share one stream of each kind', async () => {
  world.called.length = 0;
  const many = Array.from({ length: 200 }, (_, at) =>
    canaryPlace(`many-${at}`, { by: 'http-route', route: `many-${at}` }),
  );
  const { told, stop } = look([...many, place]);
  const each = ['deployments', 'httproutes', 'pods', 'services'];
  const asked = () => world.called.map(({ verb, resource }) => `${verb} ${resource}`).sort();
  // What is listed is told kind by kind.
  await vi.waitFor(() => {
    expect(new Set(told).size).toBe(201);
    expect(asked()).toEqual(['list', 'watch'].flatMap((verb) => each.map((resource) => `${verb} ${resource}`)));
  }, patience);
  // Whatever the lists still have to tell comes before what this change does.
  for (const image of [imageOf(2), imageOf(3)]) {
    told.length = 0;
    await world.byHand(place, image);
    await vi.waitFor(() => expect(told).toContain('watched'), patience);
  }
  expect(new Set(told)).toEqual(new Set(['watched']));
  stop.abort();
});

test('it lists again when its resourceVersion is forgotten, and tells that anything may have changed', async () => {
  const { told, stop } = look([place]);
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), patience);
  const lists = count('list');
  world.simulation.trouble('away');
  await world.simulation.change('somebody', kinds.deployments, 'shop', 'watched', { metadata: { labels: { a: 'b' } } });
  world.simulation.compact();
  told.length = 0;
  world.simulation.trouble(null);
  await vi.waitFor(() => expect(told).toContain('watched'), patience);
  expect(count('list')).toBeGreaterThan(lists);
  stop.abort();
});

test('it goes on from where it was when the API server is back, and nothing is missed', async () => {
  const { told, stop } = look([place]);
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), patience);
  const lists = count('list');
  world.simulation.trouble('overloaded');
  world.simulation.change('somebody', kinds.deployments, 'shop', 'watched', { metadata: { labels: { c: 'd' } } });
  told.length = 0;
  await vi.waitFor(() => expect(world.trouble.length).toBeGreaterThan(0), patience);
  world.simulation.trouble(null);
  await vi.waitFor(() => expect(told).toContain('watched'), patience);
  expect(count('list')).toBe(lists);
  stop.abort();
});

test('nothing is asked any more once nobody looks on', async () => {
  const { told, stop } = look([place]);
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), patience);
  stop.abort();
  told.length = 0;
  world.called.length = 0;
  await world.byHand(place, imageOf(4));
  await world.clusters.read(place);
  expect(told).toEqual([]);
  expect(count('watch')).toBe(0);
});
