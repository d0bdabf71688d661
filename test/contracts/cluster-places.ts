import type { Engine, KubernetesStrategy, TrafficBy } from '../../src/model/delivery.ts';
import { minute } from '../../src/model/time.ts';
import type { Place } from '../../src/ports/cluster.ts';

export const imageOf = (version: number) => `acme/api:${version}`;

function placeOf(name: string, strategy: KubernetesStrategy, cluster = 'production'): Place {
  const workload = { service: name, cluster, namespace: 'shop', name, container: 'main', image: `acme/api:\${sha}` };
  return { workload, strategy };
}

const base = { on: 'kubernetes' as const, workloads: [], deadline: 5 * minute };
const phases = [
  { weight: 25, watch: minute },
  { weight: 50, watch: minute },
];

export function rollingPlace(name = 'rolls'): Place {
  return placeOf(name, { ...base, kind: 'rolling', maxSurge: 1, maxUnavailable: 0, minReady: 0 });
}

export function canaryPlace(name: string, traffic: TrafficBy, engine: Engine = 'quarterdeck'): Place {
  return placeOf(name, { ...base, kind: 'canary', engine, traffic, phases, replicas: null });
}

export function colouredPlace(name: string, traffic: TrafficBy): Place {
  return placeOf(name, { ...base, kind: 'blue-green', traffic, phases, replicas: null, keep: 1 });
}

/** Where a second version stands beside the first: every strategy with every way to share traffic. */
export const besides: readonly [string, Place][] = [
  ['canary by HTTPRoute', canaryPlace('c-route', { by: 'http-route', route: 'c-route' })],
  ['canary by ingress-nginx', canaryPlace('c-ingress', { by: 'ingress-nginx', ingress: 'c-ingress' })],
  ['canary by replicas', canaryPlace('c-replicas', { by: 'replicas' })],
  ['blue-green by HTTPRoute', colouredPlace('b-route', { by: 'http-route', route: 'b-route' })],
  ['blue-green by ingress-nginx', colouredPlace('b-ingress', { by: 'ingress-nginx', ingress: 'b-ingress' })],
  ['blue-green by selector', colouredPlace('b-selector', { by: 'replicas' })],
];
