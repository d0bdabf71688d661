import type { ClusterSimulation } from '../cluster/cluster.ts';
import { isReady } from '../cluster/controllers/pods.ts';
import { pods } from '../cluster/kinds.ts';
import type { Pod } from '../cluster/workloads.ts';
import type { Instant } from '../contract.ts';
import type { Conduct } from '../prometheus/workload.ts';
import { type Ailments, ailing } from './ailments.ts';
import { podsOfService, sharesOf } from './routing.ts';
import type { ClusterSeed, ServedSeed } from './seed.ts';

/** One that serves: a pod, or all of a service where it runs on no cluster. */
export interface Process {
  /** Name of the pod. */
  name: string;
  service: string;
  environment: string;
  namespace: string | null;
  version: string;
  /** Of its metrics. */
  labels: Record<string, string>;
  /** Of the Deployment or what else owns it; null on no cluster. */
  app: string | null;
  ready: boolean;
  /** When it began, world time in ms; 0 on no cluster. */
  since: number;
  conduct: Conduct;
}

/** Service → environment → what runs there, as GitHub's runs have it. */
export type Running = Record<string, Record<string, { ref: string; sha: string }>>;

/** What ran where, since when. */
export interface Arrivals {
  at: Instant;
  running: Running;
}

export interface Serving {
  processes(): Process[];
  /** Those that a Service of the cluster selects and that are ready. */
  behind(namespace: string, service: string): Process[];
}

/** A process that nobody asks anything still does a little. */
const idle = 0.01;
const mebibyte = 1_048_576;

export function createServing(parts: {
  traffic: readonly ServedSeed[];
  cluster: { seed: ClusterSeed; simulation: ClusterSimulation } | null;
  running: () => Running;
  ailments: Ailments;
}): Serving {
  const { traffic, cluster, ailments } = parts;

  function conductOf(served: ServedSeed, patient: { version: string }, share: number, restarts: number): Conduct {
    const { service, environment } = served;
    const usual = {
      requestsPerSecond: served.requests * share,
      errors: served.errors / 100,
      latency: served.latency / 1_000,
      cpu: idle + served.cpu * share,
      memory: served.memory * mebibyte,
      leak: 0,
      restarts,
    };
    return ailing(usual, ailments.of({ service, environment, version: patient.version }));
  }

  function onCluster({ seed, simulation }: NonNullable<typeof cluster>): Process[] {
    return Object.entries(seed.namespaces).flatMap(([namespace, { environment = namespace }]) => {
      const entries = traffic.flatMap((served) =>
        served.environment === environment && served.enters !== undefined
          ? [{ served, shares: sharesOf(simulation.list, namespace, served.enters) }]
          : [],
      );
      return (simulation.list(pods, namespace) as unknown as Pod[]).flatMap((pod) => {
        const { name, labels = {} } = pod.metadata;
        const { service } = labels;
        const ours = entries.filter(({ served }) => served.service === service);
        // Several doors into one service, as into its frontend and its backend: the pod's own, or the first.
        const entry =
          ours.find(({ shares }) => shares.has(name)) ?? ours.find(({ served }) => isOf(served, labels)) ?? ours[0];
        if (service === undefined || entry === undefined || pod.spec.nodeName === undefined) return [];
        const version = versionOf(pod);
        const containers = pod.status.containerStatuses ?? [];
        const runs = containers.length > 0 && containers.every(({ state }) => state.running !== undefined);
        const restarts = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
        const conduct = conductOf(entry.served, { version }, entry.shares.get(name) ?? 0, restarts);
        const { app = '', track = labels.color ?? 'stable' } = labels;
        const shown = { service, environment, namespace, app, track, version, pod: name };
        const calm = runs ? conduct : { ...conduct, requestsPerSecond: 0, cpu: 0, leak: 0 };
        const since = Date.parse(pod.metadata.creationTimestamp);
        const base = { name, service, environment, namespace, version, labels: shown, app: ownerOf(pod), since };
        return [{ ...base, ready: runs && isReady(pod), conduct: calm }];
      });
    });
  }

  function elsewhere(): Process[] {
    const running = parts.running();
    return traffic.flatMap((served) => {
      const { service, environment } = served;
      const version = running[service]?.[environment]?.sha;
      if (served.enters !== undefined || version === undefined) return [];
      const labels = { service, environment, track: 'stable', version };
      const name = `${service}.${environment}.${version}`;
      const conduct = conductOf(served, { version }, 1, 0);
      return [
        { name, service, environment, namespace: null, version, labels, app: null, ready: true, since: 0, conduct },
      ];
    });
  }

  const processes = () => [...(cluster === null ? [] : onCluster(cluster)), ...elsewhere()];
  return {
    processes,
    behind(namespace, service) {
      const selected = cluster === null ? [] : podsOfService(cluster.simulation.list, namespace, service);
      const names = new Set(selected.map(({ metadata }) => metadata.name));
      return processes().filter((each) => each.namespace === namespace && each.ready && names.has(each.name));
    },
  };
}

/** `app` of its pods is the name of the door, perhaps with something behind it: `api-canary` belongs to `api`. */
function isOf({ enters = '' }: ServedSeed, { app = '' }: Record<string, string>): boolean {
  return app === enters || app.startsWith(`${enters}-`);
}

/** The tag of its first container. */
export function versionOf({ spec }: Pod): string {
  return tagOf(spec.containers[0]?.image ?? '');
}

export function tagOf(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).split(':')[1] ?? 'latest';
}

/** Of `api-green-7d9f8c6b5-x2k4q`: `api-green`. */
function ownerOf({ metadata }: Pod): string | null {
  const set = metadata.ownerReferences?.[0]?.name;
  return set === undefined ? null : set.slice(0, set.lastIndexOf('-'));
}
