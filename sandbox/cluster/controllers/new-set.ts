import { replicaSets } from '../kinds.ts';
import { type KubeObject, timestamp } from '../object.ts';
import type { LabelSelector, PodTemplate, ReplicaSet } from '../workloads.ts';
import { type ClusterState, ownerOf } from './cluster-state.ts';

/** What owns sets, one for each template that it had: a Deployment, or a Rollout of Argo. */
type Owner = KubeObject<Owning, unknown>;

interface Owning {
  selector: LabelSelector;
  template: PodTemplate;
  minReadySeconds?: number | undefined;
}

/** Makes a set of the owner's template, without replicas yet. `hash` is the label that tells it from the owner's others. */
export function createSet(
  { store, clock, ids }: ClusterState,
  owner: Owner,
  hash: { label: string; value: string },
  annotations: Record<string, string>,
): ReplicaSet {
  const { selector, template, minReadySeconds } = owner.spec;
  const { name, namespace = 'default' } = owner.metadata;
  const own = { [hash.label]: hash.value };
  const labels = { ...template.metadata.labels, ...own };
  const set: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash.value}`,
      namespace,
      uid: ids.guid(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(clock.now()),
      labels,
      annotations,
      ownerReferences: ownerOf(owner),
    },
    spec: {
      replicas: 0,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...own } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: {},
  };
  return store.put(replicaSets, set as unknown as KubeObject) as unknown as ReplicaSet;
}
