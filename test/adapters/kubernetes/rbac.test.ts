import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import * as kinds from '../../../src/adapters/kubernetes/kinds.ts';
import { rulesFor } from '../../../src/adapters/kubernetes/rules.ts';
import type { Move, Place } from '../../../src/ports/cluster.ts';
import { besides, canaryPlace, imageOf, rollingPlace } from '../../contracts/cluster-places.ts';
import { openSimulatedCluster } from '../../contracts/cluster-simulated.ts';

const role = z.object({
  kind: z.literal('Role'),
  rules: z.array(
    z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) }),
  ),
});
const groups = new Map(
  Object.values(kinds)
    .filter((each) => typeof each === 'object')
    .map(({ plural, group }) => [plural, group]),
);
const said = (verb: string, group: string, resource: string) => `${verb} ${group === '' ? 'core' : group}/${resource}`;

/** Everything that the manifest allows. */
function manifest(): string[] {
  const file = path.join(import.meta.dirname, '../../../deploy/kubernetes/rbac.yaml');
  const roles = parseAllDocuments(readFileSync(file, 'utf8')).flatMap((each) => role.safeParse(each.toJS()).data ?? []);
  expect(roles).toHaveLength(1);
  const all = roles.flatMap(({ rules }) =>
    rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => said(verb, group, resource)))),
    ),
  );
  expect(new Set(all).size).toBe(all.length);
  return all.sort();
}

function needed(place: Place): string[] {
  return rulesFor(place).map(({ verb, kind, subresource }) =>
    said(verb, kind.group, subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`),
  );
}

const engines = [
  canaryPlace('argo', { by: 'replicas' }, 'argo-rollouts'),
  canaryPlace('flagger', { by: 'replicas' }, 'flagger'),
];
const [argo] = engines;
const places = [rollingPlace(), ...besides.map(([, place]) => place), ...(argo ? [argo] : [])];

test('the manifest allows what the strategies and engines need together, and nothing else', () => {
  const all = new Set([...places, ...engines].flatMap(needed));
  expect(manifest()).toEqual([...all].sort());
});

let world: Awaited<ReturnType<typeof openSimulatedCluster>>;
beforeAll(async () => {
  world = await openSimulatedCluster();
});
afterAll(() => world.close());

/** Time goes on until nothing more is to come. */
async function carryOut(place: Place, move: Move): Promise<void> {
  for (let turn = 0; turn < 12; turn++) {
    const moved = await world.clusters.move(place, move, null);
    if (moved.kind !== 'changed' && !moved.more) return;
    for (let step = 0; step < 8; step++) world.pass(6);
  }
  throw new Error(`${place.workload.name}: ${move.kind} did not come to an end`);
}

test.each(places.map((place) => [place.workload.name, place] as const))(
  'what is called for %s is what it is said to need',
  async (_, place) => {
    world.simulation.images.set(imageOf(3), { kind: 'crashes', afterSeconds: 2 });
    await world.stand(place, imageOf(1));
    world.pass(20);
    world.called.length = 0;
    const stop = new AbortController();
    world.clusters.watch([place], () => {}, stop.signal);
    const all = place.strategy.kind === 'blue-green' && place.strategy.traffic.by === 'replicas' ? 100 : 25;
    for (const move of [
      { kind: 'bring-up', image: imageOf(2) },
      { kind: 'weigh', percent: all, image: imageOf(2) },
      { kind: 'take-back' },
      { kind: 'return-to', image: imageOf(2) },
      { kind: 'retire', replicas: 1 },
      { kind: 'pause' },
      { kind: 'resume' },
    ] as const)
      await carryOut(place, move);
    await world.clusters.move(place, { kind: 'bring-up', image: imageOf(3) }, null);
    world.pass(10);
    await world.clusters.log(place, 5);
    const calls = () =>
      new Set(
        world.called.map(({ verb, resource }) => said(verb, groups.get(resource.split('/')[0] ?? '') ?? '?', resource)),
      );
    await vi.waitFor(() => expect([...calls()].sort()).toEqual([...new Set(needed(place))].sort()), 15_000);
    stop.abort();
    expect(world.called.filter(({ status }) => status === 403)).toEqual([]);
  },
);
