import { createHash } from 'node:crypto';
import type { WorldClock, WorldIds } from '../../contract.ts';
import type { Images } from '../images.ts';
import { apiVersionOf, deployments, events, type Kind, pods, replicaSets } from '../kinds.ts';
import { type KubeObject, timestamp } from '../object.ts';
import type { Store } from '../store/store.ts';
import type { Deployment, Pod, ReplicaSet } from '../workloads.ts';

/** What the controllers share. */
export interface ClusterState {
  store: Store;
  clock: WorldClock;
  ids: WorldIds;
  images: Images;
  /** Lets the controllers look again at `instant`. */
  wakeAt(instant: number): void;
}

// Admission has given these their shapes before they were kept.
export const deploymentsOf = (store: Store) => store.list(deployments) as unknown as Deployment[];
export const replicaSetsOf = (store: Store, owner?: string) =>
  owned(store.list(replicaSets) as unknown as ReplicaSet[], owner);
export const podsOf = (store: Store, owner?: string) => owned(store.list(pods) as unknown as Pod[], owner);

/** A list of the store stays the same one as long as nothing in it changes. */
const byOwner = new WeakMap<readonly object[], Map<string, unknown[]>>();

function owned<T extends KubeObject<unknown, unknown>>(objects: T[], owner: string | undefined): T[] {
  if (owner === undefined) return objects;
  const known = byOwner.get(objects);
  if (known) return (known.get(owner) ?? []) as T[];
  const owners = new Map<string, T[]>();
  for (const object of objects)
    for (const uid of new Set(object.metadata.ownerReferences?.map((each) => each.uid)))
      owners.set(uid, [...(owners.get(uid) ?? []), object]);
  byOwner.set(objects, owners);
  return owners.get(owner) ?? [];
}

/** Keeps a changed object, if it has changed; says whether. */
export function keep<T extends KubeObject<unknown, unknown>>(store: Store, kind: Kind, object: T): boolean {
  const { namespace = '', name } = object.metadata;
  const now = store.get(kind, namespace, name);
  if (JSON.stringify(now) === JSON.stringify(object)) return false;
  store.put(kind, object as unknown as KubeObject);
  return true;
}

export function ownerOf(owner: KubeObject<unknown, unknown>) {
  const { apiVersion, kind, metadata } = owner;
  const { name, uid } = metadata;
  return [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }];
}

/** Five letters as Kubernetes puts them behind a name: no vowels, nothing to be misread. */
export function suffix(ids: WorldIds): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const hex = ids.guid().replaceAll('-', '');
  return [0, 1, 2, 3, 4]
    .map((at) => letters[Number.parseInt(hex.slice(at * 4, at * 4 + 4), 16) % letters.length])
    .join('');
}

/** Notes an event about an object, or counts it once more. */
export function tell(
  state: ClusterState,
  about: KubeObject<unknown, unknown>,
  event: { type: 'Normal' | 'Warning'; reason: string; message: string; from: string },
): void {
  const { store, clock, ids } = state;
  const { namespace = 'default', name, uid, resourceVersion } = about.metadata;
  const now = timestamp(clock.now());
  // The same thing said of the same object has the same name, so that it is found without searching.
  const same = createHash('sha256').update(`${uid}/${event.reason}/${event.message}`).digest('hex').slice(0, 16);
  const known = store.get(events, namespace, `${name}.${same}`) as unknown as KubeEvent | undefined;
  const fresh: KubeEvent = {
    apiVersion: apiVersionOf(events),
    kind: 'Event',
    metadata: {
      name: `${name}.${same}`,
      namespace,
      uid: ids.guid(),
      creationTimestamp: now,
      resourceVersion: '',
    },
    involvedObject: { kind: about.kind, apiVersion: about.apiVersion, namespace, name, uid, resourceVersion },
    reason: event.reason,
    message: event.message,
    type: event.type,
    source: { component: event.from },
    reportingComponent: event.from,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
  const next = known === undefined ? fresh : { ...known, count: known.count + 1, lastTimestamp: now };
  store.put(events, next as unknown as KubeObject);
}

interface KubeEvent {
  apiVersion: string;
  kind: string;
  metadata: KubeObject['metadata'];
  involvedObject: Record<string, string>;
  reason: string;
  message: string;
  type: string;
  source: { component: string };
  reportingComponent: string;
  firstTimestamp: string;
  lastTimestamp: string;
  count: number;
}
