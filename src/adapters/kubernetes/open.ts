import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';
import type { Cluster, Place } from '../../ports/cluster.ts';
import { type Access, type AccessParts, createAccess } from './access.ts';
import { type ContextSettings, readContexts } from './contexts.ts';
import { passesGate } from './flagger.ts';
import { canaries } from './kinds.ts';
import { readLog } from './log.ts';
import { moverOf } from './movers.ts';
import { move, read } from './moving.ts';
import { createWatches } from './watches.ts';
import type { Backoff } from './watching.ts';

export interface ClusterParts extends AccessParts {
  settings: ContextSettings & { names: readonly string[] };
  onTrouble: Backoff['onTrouble'];
}

export interface OpenClusters extends Omit<Cluster, 'names' | 'watch'> {
  watch(place: Place, changed: () => void, stop: AbortSignal): void;
  /** Throws `not-found`, with the names that there are. */
  access(cluster: string): Access;
}

/** Everything that needs the SDK, which takes its time to be read: `clusters.ts` does so when it is first needed. */
export function openClusters(parts: ClusterParts): OpenClusters {
  const contexts = readContexts(parts.settings);
  const known = new Map<string, Access>();
  const pause = (length: number, stop: AbortSignal) => wait(length, undefined, { signal: stop }).catch(() => {});
  const watches = createWatches({ pause, random: Math.random, onTrouble: parts.onTrouble });

  function access(cluster: string): Access {
    const config = contexts.get(cluster);
    if (config === undefined) throw noSuchCluster(cluster, [...contexts.keys()]);
    const made = known.get(cluster) ?? createAccess(cluster, config, parts);
    known.set(cluster, made);
    return made;
  }

  return {
    access,
    read: async (place) => read(access(place.workload.cluster), place, moverOf(place)),
    move: async (place, wanted, expected) =>
      move(access(place.workload.cluster), place, moverOf(place), { move: wanted, expected, pause: wait }),
    watch: (place, changed, stop) =>
      watches.watch(access(place.workload.cluster), place, moverOf(place), changed, stop),
    async passes({ cluster, namespace, name }, gate) {
      return passesGate(await access(cluster).send({ verb: 'get', kind: canaries, namespace, name }), gate);
    },
    log: async (place, lines) => readLog(access(place.workload.cluster), place, moverOf(place), lines),
  };
}

export function noSuchCluster(cluster: string, names: readonly string[]): Fault {
  const there = names.length === 0 ? 'there is none' : `there are: ${names.join(', ')}`;
  return new Fault('not-found', `No cluster ${cluster} is among the contexts of the settings; ${there}.`);
}
