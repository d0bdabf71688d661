import { events, type Kind, kinds, namespaces, pods } from '../kinds.ts';
import { type KubeObject, timestamp } from '../object.ts';
import type { Store } from '../store/store.ts';
import type { Pod } from '../workloads.ts';
import { type ClusterState, keep } from './cluster-state.ts';
import { endPod } from './pods.ts';

/** The API server forgets events after an hour. */
const eventsKept = 3_600_000;

/** Removes what belongs to nobody any more. */
export interface GarbageCollector {
  /** Says whether anything changed. It looks only when something has come, gone or changed hands, or an event has become old. */
  collect(state: ClusterState): boolean;
  close(): void;
}

export function createGarbageCollector(store: Store): GarbageCollector {
  let isDue = true;
  let oldestEvent = '';
  const owners = ({ metadata }: KubeObject) => JSON.stringify(metadata.ownerReferences);
  const close = store.onChange(({ kind, type, object, before }) => {
    if (kind !== events) isDue ||= type !== 'MODIFIED' || before === undefined || owners(object) !== owners(before);
  });
  return {
    collect(state) {
      const now = state.clock.now();
      const old = timestamp(now - eventsKept);
      if (!isDue && oldestEvent >= old) return false;
      isDue = collect(state, old);
      oldestEvent = [timestamp(now), ...store.list(events).map(said)].sort()[0] ?? '';
      return isDue;
    },
    close,
  };
}

const said = (event: KubeObject) => String(Reflect.get(event, 'lastTimestamp'));

function collect(state: ClusterState, old: string): boolean {
  const { store } = state;
  const all = kinds.flatMap((kind) => store.list(kind).map((object) => ({ kind, object })));
  const uids = new Set(all.map(({ object }) => object.metadata.uid));
  let changed = false;
  for (const { kind, object } of all) {
    const { ownerReferences = [], namespace, deletionTimestamp } = object.metadata;
    const orphaned = ownerReferences.length > 0 && ownerReferences.every(({ uid }) => !uids.has(uid));
    if (kind === events && said(object) < old) {
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
