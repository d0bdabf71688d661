import { events, type Kind, kinds, namespaces, pods } from '../kinds.ts';
import { timestamp } from '../object.ts';
import type { Store } from '../store/store.ts';
import type { Pod } from '../workloads.ts';
import { type ClusterState, keep } from './cluster-state.ts';
import { endPod } from './pods.ts';

/** The API server forgets events after an hour. */
const eventsKept = 3_600_000;

/** Removes what belongs to nobody any more: its owner or its namespace is gone. Says whether anything changed. */
export function collectGarbage(state: ClusterState): boolean {
  const { store } = state;
  const all = kinds.flatMap((kind) => store.list(kind).map((object) => ({ kind, object })));
  const uids = new Set(all.map(({ object }) => object.metadata.uid));
  const old = timestamp(state.clock.now() - eventsKept);
  let changed = false;
  for (const { kind, object } of all) {
    const { ownerReferences = [], namespace, deletionTimestamp } = object.metadata;
    const orphaned = ownerReferences.length > 0 && ownerReferences.every(({ uid }) => !uids.has(uid));
    if (kind === events && String(Reflect.get(object, 'lastTimestamp')) < old) {
      store.remove(kind, object);
      continue;
    }
    const homeless = kind.namespaced && store.get(namespaces, '', namespace ?? '') === undefined;
    if ((!orphaned && !homeless) || deletionTimestamp !== undefined) continue;
    if (kind === pods && !homeless) endPod(state, object as unknown as Pod);
    else store.remove(kind, object);
    changed ||= kind !== events;
  }
  return changed;
}

/** Before an owner goes alone: what it owned belongs to nobody and stays. */
export function orphan(store: Store, uid: string): void {
  for (const kind of kinds as readonly Kind[]) {
    for (const object of store.list(kind)) {
      const { ownerReferences, ...metadata } = object.metadata;
      const others = ownerReferences?.filter((owner) => owner.uid !== uid) ?? [];
      if (ownerReferences === undefined || others.length === ownerReferences.length) continue;
      keep(store, kind, { ...object, metadata: others.length ? { ...metadata, ownerReferences: others } : metadata });
    }
  }
}
