/** A kind of object that this API server knows. */
export interface Kind {
  /** '' is the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  namespaced: boolean;
  subresources: readonly ('status' | 'scale' | 'log')[];
  /** Whether `metadata.generation` counts the changes of its spec. */
  counted: boolean;
  /** Without spec and status: what it says stands beside its metadata. */
  plain?: boolean;
  /** Fields besides name and namespace that a fieldSelector may ask for. */
  fields: readonly string[];
}

const core = { group: '', version: 'v1', counted: false, fields: [], subresources: [], shortNames: [] } as const;
const apps = { ...core, group: 'apps', namespaced: true, counted: true, subresources: ['status', 'scale'] } as const;

export const namespaces: Kind = {
  ...core,
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  subresources: ['status'],
  fields: ['status.phase'],
};
export const pods: Kind = {
  ...core,
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  namespaced: true,
  subresources: ['status', 'log'],
  fields: ['status.phase', 'spec.nodeName', 'spec.restartPolicy', 'status.podIP'],
};
export const services: Kind = {
  ...core,
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  namespaced: true,
  subresources: ['status'],
  fields: ['spec.type', 'spec.clusterIP'],
};
export const events: Kind = {
  ...core,
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  fields: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'type',
  ],
};
export const deployments: Kind = {
  ...apps,
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
};
export const replicaSets: Kind = {
  ...apps,
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  fields: ['status.replicas'],
};

export const httpRoutes: Kind = {
  ...core,
  group: 'gateway.networking.k8s.io',
  kind: 'HTTPRoute',
  plural: 'httproutes',
  singular: 'httproute',
  namespaced: true,
  counted: true,
  subresources: ['status'],
};
export const ingresses: Kind = {
  ...core,
  group: 'networking.k8s.io',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  counted: true,
  subresources: ['status'],
};

export const rollouts: Kind = {
  ...core,
  group: 'argoproj.io',
  version: 'v1alpha1',
  kind: 'Rollout',
  plural: 'rollouts',
  singular: 'rollout',
  shortNames: ['ro'],
  namespaced: true,
  counted: true,
  subresources: ['status', 'scale'],
};

export const canaries: Kind = {
  ...core,
  group: 'flagger.app',
  version: 'v1beta1',
  kind: 'Canary',
  plural: 'canaries',
  singular: 'canary',
  namespaced: true,
  counted: true,
  subresources: ['status'],
};

const rbac = {
  ...core,
  group: 'rbac.authorization.k8s.io',
  plain: true,
} as const;
export const serviceAccounts: Kind = {
  ...core,
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  plain: true,
};
export const roles: Kind = { ...rbac, kind: 'Role', plural: 'roles', singular: 'role', namespaced: true };
export const roleBindings: Kind = {
  ...rbac,
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  namespaced: true,
};
export const clusterRoles: Kind = {
  ...rbac,
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  namespaced: false,
};
export const clusterRoleBindings: Kind = {
  ...rbac,
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  namespaced: false,
};

export const kinds: readonly Kind[] = [
  namespaces,
  pods,
  services,
  events,
  deployments,
  replicaSets,
  httpRoutes,
  ingresses,
  rollouts,
  canaries,
  serviceAccounts,
  roles,
  roleBindings,
  clusterRoles,
  clusterRoleBindings,
];

export function apiVersionOf(kind: Kind): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}
