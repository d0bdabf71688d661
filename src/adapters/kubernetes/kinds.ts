/** A kind of object that we ask an API server for. */
export interface Kind {
  /** '' is the core group. */
  group: string;
  version: string;
  plural: string;
  /** As people know it. */
  name: string;
}

export const deployments: Kind = { group: 'apps', version: 'v1', plural: 'deployments', name: 'Deployment' };
export const replicaSets: Kind = { group: 'apps', version: 'v1', plural: 'replicasets', name: 'ReplicaSet' };
export const pods: Kind = { group: '', version: 'v1', plural: 'pods', name: 'Pod' };
export const services: Kind = { group: '', version: 'v1', plural: 'services', name: 'Service' };
export const httpRoutes: Kind = {
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  plural: 'httproutes',
  name: 'HTTPRoute',
};
export const ingresses: Kind = { group: 'networking.k8s.io', version: 'v1', plural: 'ingresses', name: 'Ingress' };
export const rollouts: Kind = { group: 'argoproj.io', version: 'v1alpha1', plural: 'rollouts', name: 'Rollout' };
export const canaries: Kind = { group: 'flagger.app', version: 'v1beta1', plural: 'canaries', name: 'Canary' };

/** Where objects of a kind are, in one namespace; without a name all of them. */
export function pathOf({ group, version, plural }: Kind, namespace: string, name?: string, subresource?: string) {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const parts = [root, 'namespaces', encodeURIComponent(namespace), plural];
  if (name !== undefined) parts.push(encodeURIComponent(name));
  if (subresource !== undefined) parts.push(subresource);
  return parts.join('/');
}
