import type { Kind } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import type { Deployment, Pod, ReplicaSet } from '../workloads.ts';

interface Column {
  name: string;
  type?: 'integer' | 'string';
  /** 1 for what only `-o wide` shows. */
  priority?: number;
  cell(object: KubeObject, now: number): string | number;
}

/** A time as kubectl shows ages: 45s, 3m10s, 12m, 5h, 2d. */
export function age(since: string | undefined, now: number): string {
  if (since === undefined) return '<unknown>';
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1_000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

const name: Column = { name: 'Name', cell: ({ metadata }) => metadata.name };
const old: Column = { name: 'Age', cell: ({ metadata }, now) => age(metadata.creationTimestamp, now) };
const images: Column = {
  name: 'Images',
  priority: 1,
  cell: (object) =>
    workload(object)
      .spec.template.spec.containers.map(({ image }) => image)
      .join(','),
};
const deployment = (object: KubeObject) => object as unknown as Deployment;
const workload = (object: KubeObject) => object as unknown as ReplicaSet;
const pod = (object: KubeObject) => object as unknown as Pod;
const text = (object: unknown, ...path: string[]): string => {
  let value = object;
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const columns: Record<string, Column[]> = {
  Namespace: [name, { name: 'Status', cell: (object) => text(object, 'status', 'phase') }, old],
  Deployment: [
    name,
    {
      name: 'Ready',
      cell: (object) => `${deployment(object).status.readyReplicas ?? 0}/${deployment(object).spec.replicas}`,
    },
    { name: 'Up-to-date', type: 'integer', cell: (object) => deployment(object).status.updatedReplicas ?? 0 },
    { name: 'Available', type: 'integer', cell: (object) => deployment(object).status.availableReplicas ?? 0 },
    old,
    images,
  ],
  ReplicaSet: [
    name,
    { name: 'Desired', type: 'integer', cell: (object) => workload(object).spec.replicas },
    { name: 'Current', type: 'integer', cell: (object) => workload(object).status.replicas ?? 0 },
    { name: 'Ready', type: 'integer', cell: (object) => workload(object).status.readyReplicas ?? 0 },
    old,
    images,
  ],
  Pod: [
    name,
    { name: 'Ready', cell: (object) => readyContainers(pod(object)) },
    { name: 'Status', cell: (object) => podStatus(pod(object)) },
    {
      name: 'Restarts',
      cell: (object) =>
        String(pod(object).status.containerStatuses?.reduce((sum, { restartCount }) => sum + restartCount, 0) ?? 0),
    },
    old,
    { name: 'IP', priority: 1, cell: (object) => pod(object).status.podIP ?? '<none>' },
    { name: 'Node', priority: 1, cell: (object) => pod(object).spec.nodeName ?? '<none>' },
  ],
  Service: [
    name,
    { name: 'Type', cell: (object) => text(object, 'spec', 'type') },
    { name: 'Cluster-IP', cell: (object) => text(object, 'spec', 'clusterIP') || '<none>' },
    { name: 'External-IP', cell: () => '<none>' },
    { name: 'Port(s)', cell: (object) => ports(object) },
    old,
  ],
  HTTPRoute: [
    name,
    { name: 'Hostnames', cell: ({ spec }) => (Array.isArray(spec.hostnames) ? JSON.stringify(spec.hostnames) : '') },
    old,
  ],
  Ingress: [
    name,
    { name: 'Class', cell: (object) => text(object, 'spec', 'ingressClassName') || '<none>' },
    { name: 'Hosts', cell: ({ spec }) => hostsOf(spec.rules) },
    { name: 'Address', cell: () => '' },
    { name: 'Ports', cell: () => '80' },
    old,
  ],
  Rollout: [
    name,
    { name: 'Desired', type: 'integer', cell: (object) => workload(object).spec.replicas },
    { name: 'Current', type: 'integer', cell: (object) => workload(object).status.replicas ?? 0 },
    { name: 'Up-to-date', type: 'integer', cell: (object) => deployment(object).status.updatedReplicas ?? 0 },
    { name: 'Available', type: 'integer', cell: (object) => workload(object).status.availableReplicas ?? 0 },
    old,
  ],
  Canary: [
    name,
    { name: 'Status', cell: (object) => text(object, 'status', 'phase') },
    { name: 'Weight', cell: (object) => text(object, 'status', 'canaryWeight') },
    { name: 'LastTransitionTime', cell: (object) => text(object, 'status', 'lastTransitionTime') },
  ],
  Event: [
    { name: 'Last Seen', cell: (object, now) => age(text(object, 'lastTimestamp') || undefined, now) },
    { name: 'Type', cell: (object) => text(object, 'type') },
    { name: 'Reason', cell: (object) => text(object, 'reason') },
    {
      name: 'Object',
      cell: (object) =>
        `${text(object, 'involvedObject', 'kind').toLowerCase()}/${text(object, 'involvedObject', 'name')}`,
    },
    { name: 'Message', cell: (object) => text(object, 'message') },
  ],
};

function readyContainers({ spec, status }: Pod): string {
  return `${status.containerStatuses?.filter(({ ready }) => ready).length ?? 0}/${spec.containers.length}`;
}

function podStatus({ metadata, status }: Pod): string {
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  const waiting = status.containerStatuses?.find(({ state }) => state.waiting !== undefined)?.state.waiting;
  return waiting?.reason ?? status.phase ?? 'Unknown';
}

function hostsOf(rules: unknown): string {
  const hosts = (Array.isArray(rules) ? rules : []).map((rule) => text(rule, 'host')).filter((host) => host !== '');
  return hosts.join(',') || '*';
}

function ports({ spec }: KubeObject): string {
  const list = Array.isArray(spec.ports) ? spec.ports : [];
  return list.map((port) => `${text(port, 'port')}/${text(port, 'protocol')}`).join(',') || '<none>';
}

/** What `kubectl get` prints. */
export function table(kind: Kind, objects: readonly KubeObject[], version: string, now: number) {
  const shown = columns[kind.kind] ?? [name, old];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: version },
    columnDefinitions: shown.map(({ name: title, type = 'string', priority = 0 }) => ({
      name: title,
      type,
      format: title === 'Name' ? 'name' : '',
      description: title,
      priority,
    })),
    rows: objects.map((object) => ({
      cells: shown.map(({ cell }) => cell(object, now)),
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    })),
  };
}
