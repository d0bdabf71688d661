import type { Canary } from '../canaries.ts';
import { httpRoutes, type Kind, services } from '../kinds.ts';
import { type JsonObject, type KubeObject, timestamp } from '../object.ts';
import { type ClusterState, keep, ownerOf } from './cluster-state.ts';

/** The three Services of a Canary: who calls its own name reaches the primary. */
export function ensureServices(state: ClusterState, canary: Canary): void {
  const { name } = canary.spec.targetRef;
  const ports = [
    { name: 'http', port: canary.spec.service.port, targetPort: canary.spec.service.port, protocol: 'TCP' },
  ];
  const lead = (service: string, app: string) => put(state, canary, services, service, { selector: { app }, ports });
  lead(name, `${name}-primary`);
  lead(`${name}-primary`, `${name}-primary`);
  lead(`${name}-canary`, name);
}

/** The HTTPRoute, with all traffic to the primary. */
export function ensureRoute(state: ClusterState, canary: Canary): void {
  weigh(state, canary, 0);
}

/** Percent of the traffic to the canary. */
export function weigh(state: ClusterState, canary: Canary, percent: number): void {
  const { name } = canary.spec.targetRef;
  const { port, hosts } = canary.spec.service;
  const backend = (service: string, weight: number) => ({ group: '', kind: 'Service', name: service, port, weight });
  const backendRefs = [backend(`${name}-primary`, 100 - percent), backend(`${name}-canary`, percent)];
  const matches = [{ path: { type: 'PathPrefix', value: '/' } }];
  const spec = { ...(hosts === undefined ? {} : { hostnames: hosts }), rules: [{ matches, backendRefs }] };
  put(state, canary, httpRoutes, name, spec);
}

function put({ store, ids, clock }: ClusterState, canary: Canary, kind: Kind, name: string, spec: JsonObject): void {
  const { namespace = 'default' } = canary.metadata;
  const known = store.get(kind, namespace, name);
  if (known !== undefined) return void keep(store, kind, { ...known, spec: { ...known.spec, ...spec } });
  const made: KubeObject = {
    apiVersion: '',
    kind: kind.kind,
    metadata: {
      name,
      namespace,
      uid: ids.guid(),
      resourceVersion: '',
      creationTimestamp: timestamp(clock.now()),
      ownerReferences: ownerOf(canary),
    },
    spec,
    status: {},
  };
  store.put(kind, made);
}
