import type { Place } from '../../ports/cluster.ts';
import {
  canaries,
  deployments,
  httpRoutes,
  ingresses,
  type Kind,
  pods,
  replicaSets,
  rollouts,
  services,
} from './kinds.ts';
import { moverOf } from './movers.ts';
import type { Asked } from './trouble.ts';

/** One thing that the account has to be allowed in a namespace. */
export type Rule = Pick<Asked, 'verb' | 'kind' | 'subresource'>;

/** All that a place needs, each once. `deploy/kubernetes/rbac.yaml` is these of every strategy; a test compares both with what is called. */
export function rulesFor(place: Place): Rule[] {
  const reads = [
    ...new Set(
      moverOf(place)
        .refs(place)
        .map(({ kind }) => kind),
    ),
  ];
  return [
    ...reads.flatMap((kind) => [allow('get', kind), allow('list', kind), allow('watch', kind)]),
    allow('list', replicaSets),
    allow('list', pods),
    allow('watch', pods),
    { verb: 'get', kind: pods, subresource: 'log' },
    ...writesOf(place),
  ];
}

function writesOf({ strategy }: Place): Rule[] {
  if (strategy.kind === 'rolling') return [allow('patch', deployments)];
  const { by } = strategy.traffic;
  if (strategy.kind === 'blue-green')
    return [
      allow('patch', deployments),
      ...(by === 'http-route' ? [allow('patch', httpRoutes)] : [allow('patch', services)]),
      ...(by === 'ingress-nginx' ? [allow('create', ingresses), allow('patch', ingresses)] : []),
    ];
  if (strategy.engine === 'argo-rollouts')
    return [allow('patch', rollouts), { verb: 'patch', kind: rollouts, subresource: 'status' }];
  if (strategy.engine === 'flagger') return [allow('patch', canaries), allow('patch', deployments)];
  return [
    allow('create', deployments),
    allow('patch', deployments),
    ...(by === 'replicas' ? [] : [allow('create', services)]),
    ...(by === 'http-route' ? [allow('patch', httpRoutes)] : []),
    ...(by === 'ingress-nginx' ? [allow('create', ingresses), allow('patch', ingresses)] : []),
  ];
}

const allow = (verb: Asked['verb'], kind: Kind): Rule => ({ verb, kind });
