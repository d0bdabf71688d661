import { Fault } from '../../src/model/fault.ts';
import type { Cluster, Move, Place } from '../../src/ports/cluster.ts';
import { createFakePlace, type FakePlace, type ImageFate } from './cluster-place.ts';

export interface FakeCluster extends Cluster {
  /** This image serves there, before anything else is asked of the place. */
  stand(place: Place, image: string, replicas?: number): void;
  /** From now on, for pods that are not ready yet. */
  fate(image: string, fate: ImageFate): void;
  /** Pods become what their images make of them, and whoever watches is told. */
  settle(): void;
  /** What is not ready now exceeds its deadline. */
  expire(): void;
  /** A person sets the image of the stable version. */
  byHand(place: Place, image: string, manager?: string): void;
  /** Every write so far. */
  written(): { service: string; move: Move }[];
  /** Every call fails with this from now on; null ends that. */
  fail(fault: Fault | null): void;
}

/**
 * Clusters in memory. Pods become ready when `settle` says so; with `atOnce` as soon as they are wanted.
 */
export function createFakeCluster({
  names = ['production'],
  atOnce = false,
}: {
  names?: readonly string[];
  atOnce?: boolean;
} = {}): FakeCluster {
  const places = new Map<string, FakePlace>();
  const fates = new Map<string, ImageFate>();
  const watchers = new Set<{ keys: Map<string, string>; changed: (service: string) => void }>();
  const written: { service: string; move: Move }[] = [];
  let failure: Fault | null = null;

  const keyOf = ({ workload }: Place) => [workload.cluster, workload.namespace, workload.name].join('/');

  function find(place: Place): FakePlace {
    if (failure) throw failure;
    const { cluster, namespace, name } = place.workload;
    if (!names.includes(cluster))
      throw new Fault('not-found', `There is no cluster ${cluster} in the settings; there are: ${names.join(', ')}.`);
    const found = places.get(keyOf(place));
    if (!found)
      throw new Fault('not-found', `Deployment ${name} is not there in namespace ${namespace} of ${cluster}.`);
    return found;
  }

  function tell(key?: string): void {
    for (const { keys, changed } of [...watchers])
      for (const [each, service] of keys) if (key === undefined || key === each) changed(service);
  }

  function settle(): void {
    for (const each of places.values()) each.settle((image) => fates.get(image) ?? 'ready');
    tell();
  }

  return {
    stand(place, image, replicas = 4) {
      places.set(keyOf(place), createFakePlace(place, { image, replicas }));
    },
    fate: (image, fate) => void fates.set(image, fate),
    settle,
    expire() {
      for (const each of places.values()) each.expire();
      tell();
    },
    byHand(place, image, manager = 'kubectl-edit') {
      find(place).byHand(image, manager);
      tell(keyOf(place));
    },
    written: () => [...written],
    fail: (fault) => {
      failure = fault;
    },
    async read(place) {
      return find(place).standing();
    },
    async move(place, move, expected) {
      const at = find(place);
      const { mark, changedBy } = at.standing();
      const somebody = expected !== null && mark !== expected && changedBy !== null;
      if (somebody && at.turn(move, true).wrote) return { kind: 'changed', standing: at.standing() };
      const { wrote, more } = at.turn(move);
      if (wrote) written.push({ service: place.workload.service, move });
      if (wrote && atOnce) settle();
      else if (wrote) tell(keyOf(place));
      return { kind: wrote ? 'moved' : 'stood-already', more, standing: at.standing() };
    },
    watch(asked, changed, stop) {
      const watcher = { keys: new Map(asked.map((place) => [keyOf(place), place.workload.service])), changed };
      watchers.add(watcher);
      stop.addEventListener('abort', () => watchers.delete(watcher), { once: true });
    },
    async log(place, lines) {
      const { fresh, stable } = find(place).standing();
      const { name, pods } = fresh ?? stable;
      return pods.trouble.length === 0 ? [] : [{ pod: `${name}-0`, lines: pods.trouble.slice(-lines) }];
    },
    async passes({ cluster, namespace, name }, gate) {
      if (failure) throw failure;
      return places.get([cluster, namespace, name].join('/'))?.passes(gate) ?? false;
    },
    names: () => [...names],
  };
}
