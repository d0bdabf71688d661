import { z } from 'zod';
import { isReady } from '../cluster/controllers/pods.ts';
import { httpRoutes, ingresses, type Kind, pods, services } from '../cluster/kinds.ts';
import type { KubeObject } from '../cluster/object.ts';
import type { HttpRouteSpec, IngressSpec } from '../cluster/routes.ts';
import type { Pod } from '../cluster/workloads.ts';

type List = (kind: Kind, namespace?: string) => readonly KubeObject[];

/** A Service and its part of the traffic. */
interface Backend {
  service: string;
  weight: number;
}

const selectorOf = z.looseObject({ selector: z.record(z.string(), z.string()).optional() });
const canaryKey = 'nginx.ingress.kubernetes.io/canary';

/** Which share of the traffic, 0 to 1, reaches each pod by name. What goes to a Service without ready pods reaches nobody. */
export function sharesOf(list: List, namespace: string, enters: string): Map<string, number> {
  const backends = backendsOf(list, namespace, enters);
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  const shares = new Map<string, number>();
  for (const { service, weight } of backends) {
    const ready = podsOfService(list, namespace, service).filter(isReady);
    for (const { metadata } of ready)
      shares.set(metadata.name, (shares.get(metadata.name) ?? 0) + weight / total / ready.length);
  }
  return shares;
}

/** Pods that a Service selects and that are not ending. */
export function podsOfService(list: List, namespace: string, name: string): Pod[] {
  const service = list(services, namespace).find(({ metadata }) => metadata.name === name);
  const selector = service === undefined ? undefined : selectorOf.parse(service.spec).selector;
  if (selector === undefined) return [];
  return (list(pods, namespace) as unknown as Pod[]).filter(
    ({ metadata }) =>
      metadata.deletionTimestamp === undefined &&
      Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value),
  );
}

function backendsOf(list: List, namespace: string, enters: string): Backend[] {
  const named = (kind: Kind) => list(kind, namespace).find(({ metadata }) => metadata.name === enters);
  const route = named(httpRoutes);
  if (route !== undefined)
    return (route.spec as unknown as HttpRouteSpec).rules.flatMap(({ backendRefs }) =>
      backendRefs.map(({ name, weight }) => ({ service: name, weight })),
    );
  const ingress = named(ingresses);
  if (ingress !== undefined) return byIngress(ingress, list(ingresses, namespace));
  return [{ service: enters, weight: 1 }];
}

/** As ingress-nginx has it: the canary of the same host and path gets its percentage, and the first one the rest. */
function byIngress(ingress: KubeObject, all: readonly KubeObject[]): Backend[] {
  const [front] = frontsOf(ingress);
  if (front === undefined) return [];
  const canary = all.find(
    ({ metadata, ...rest }) =>
      metadata.annotations?.[canaryKey] === 'true' &&
      frontsOf({ metadata, ...rest }).some(({ at }) => at === front.at) &&
      metadata.name !== ingress.metadata.name,
  );
  const annotations = canary?.metadata.annotations ?? {};
  const total = Number(annotations[`${canaryKey}-weight-total`] ?? 100);
  const weight = Math.min(total, Number(annotations[`${canaryKey}-weight`] ?? 0));
  const beside = canary === undefined ? [] : frontsOf(canary).filter(({ at }) => at === front.at);
  return [
    { service: front.service, weight: total - weight },
    ...beside.map(({ service }) => ({ service, weight })),
  ].filter((backend) => backend.weight > 0);
}

function frontsOf({ spec }: KubeObject): { at: string; service: string }[] {
  return (spec as unknown as IngressSpec).rules.flatMap(({ host = '*', http }) =>
    (http?.paths ?? []).map(({ path, backend }) => ({ at: `${host}${path}`, service: backend.service.name })),
  );
}
