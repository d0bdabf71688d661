import { httpRoutes, ingresses, services } from '../kinds.ts';
import { isJsonObject, type JsonObject, type KubeObject, timestamp } from '../object.ts';
import type { Rollout, RolloutStatus } from '../rollouts.ts';
import type { HttpRouteSpec } from '../routes.ts';
import { type ClusterState, keep, ownerOf } from './cluster-state.ts';
import { rolloutHash } from './pod-template.ts';

const canaryKey = 'nginx.ingress.kubernetes.io/canary';

/** Leads the stable and the canary Service to their pods, and the weight to the router, where the Rollout has one. */
export function routeRollout(
  state: ClusterState,
  rollout: Rollout,
  status: RolloutStatus,
  weight: number,
): { changed: boolean; status: Pick<RolloutStatus, 'canary'> } {
  const { stableService, canaryService, trafficRouting } = rollout.spec.strategy.canary;
  const { stableRS, currentPodHash } = status;
  if (trafficRouting === undefined || stableService === undefined || canaryService === undefined)
    return { changed: false, status: {} };
  const isStable = stableRS === undefined || stableRS === currentPodHash;
  const percent = isStable ? 0 : weight;
  const led = [
    stableRS !== undefined && select(state, rollout, stableService, stableRS),
    currentPodHash !== undefined && select(state, rollout, canaryService, currentPodHash),
  ];
  const route = trafficRouting.plugins?.['argoproj-labs/gatewayAPI']?.httpRoute;
  const routed = [
    route !== undefined && weighRoute(state, rollout, route, stableService, canaryService, percent),
    trafficRouting.nginx !== undefined &&
      weighIngress(state, rollout, trafficRouting.nginx.stableIngress, stableService, canaryService, percent),
  ];
  const side = (serviceName: string, share: number, podTemplateHash: string | undefined) => ({
    weight: share,
    serviceName,
    ...(podTemplateHash === undefined ? {} : { podTemplateHash }),
  });
  const weights = {
    canary: side(canaryService, percent, currentPodHash),
    stable: side(stableService, 100 - percent, stableRS),
  };
  return { changed: [...led, ...routed].includes(true), status: { canary: { weights } } };
}

function select({ store }: ClusterState, { metadata }: Rollout, name: string, hash: string): boolean {
  const found = store.get(services, metadata.namespace ?? '', name);
  if (found === undefined) return false;
  const selector = isJsonObject(found.spec.selector) ? found.spec.selector : {};
  return keep(store, services, { ...found, spec: { ...found.spec, selector: { ...selector, [rolloutHash]: hash } } });
}

function weighRoute(
  { store }: ClusterState,
  { metadata }: Rollout,
  name: string,
  stable: string,
  canary: string,
  percent: number,
): boolean {
  const found = store.get(httpRoutes, metadata.namespace ?? '', name);
  if (found === undefined) return false;
  const spec = structuredClone(found.spec) as unknown as HttpRouteSpec;
  for (const { backendRefs } of spec.rules)
    for (const backend of backendRefs) {
      if (backend.name === stable) backend.weight = 100 - percent;
      if (backend.name === canary) backend.weight = percent;
    }
  return keep(store, httpRoutes, { ...found, spec: spec as unknown as JsonObject });
}

/** A second Ingress, which leads what the annotations say to the canary. */
function weighIngress(
  { store, ids, clock }: ClusterState,
  rollout: Rollout,
  from: string,
  stable: string,
  canary: string,
  percent: number,
): boolean {
  const { namespace = '', name: rolloutName } = rollout.metadata;
  const main = store.get(ingresses, namespace, from);
  if (main === undefined) return false;
  const name = `${rolloutName}-${from}-canary`;
  const annotations = { [canaryKey]: 'true', [`${canaryKey}-weight`]: String(percent) };
  const known = store.get(ingresses, namespace, name);
  if (known !== undefined) {
    const metadata = { ...known.metadata, annotations: { ...known.metadata.annotations, ...annotations } };
    return keep(store, ingresses, { ...known, metadata });
  }
  const spec = JSON.parse(
    JSON.stringify(main.spec).replaceAll(`"name":"${stable}"`, `"name":"${canary}"`),
  ) as JsonObject;
  const made: KubeObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace,
      uid: ids.guid(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(clock.now()),
      annotations,
      ownerReferences: ownerOf(rollout),
    },
    spec,
    status: {},
  };
  store.put(ingresses, made);
  return true;
}
