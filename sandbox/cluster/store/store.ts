import { apiVersionOf, type Kind } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import { Refusal } from '../refusal.ts';

/** One change of one object; `before` is how it was. */
export interface Change {
  version: number;
  kind: Kind;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubeObject;
  before: KubeObject | undefined;
}

export interface Store {
  /** The resourceVersion of the whole cluster: it grows with every change. */
  readonly version: number;
  get(kind: Kind, namespace: string, name: string): KubeObject | undefined;
  /** Objects of a kind, by namespace and name; all namespaces without one. */
  list(kind: Kind, namespace?: string): readonly KubeObject[];
  /** Keeps it under the next resourceVersion and gives what was kept. */
  put(kind: Kind, object: KubeObject): KubeObject;
  remove(kind: Kind, object: KubeObject): void;
  /** Changes after `version`. Throws 410 when they are no longer known. */
  since(version: number): Change[];
  /** Forgets all changes so far, as etcd's compaction does. */
  compact(): void;
  onChange(listener: (change: Change) => void): () => void;
}

const remembered = 2_000;

/** Objects of one kind, and lists of them by namespace as long as nothing changes. */
interface Shelf {
  objects: Map<string, KubeObject>;
  sorted: Map<string | undefined, readonly KubeObject[]>;
}

export function createStore(): Store {
  const shelves = new Map<string, Shelf>();
  const listeners = new Set<(change: Change) => void>();
  let changes: Change[] = [];
  let version = 1_000;
  let forgotten = version;
  const keyOf = (namespace: string, name: string) => `${namespace}/${name}`;

  function shelfOf({ plural }: Kind): Shelf {
    const known = shelves.get(plural);
    if (known) return known;
    const made: Shelf = { objects: new Map(), sorted: new Map() };
    shelves.set(plural, made);
    return made;
  }

  function tell(change: Change) {
    changes.push(change);
    const tooMany = changes.length - remembered;
    if (tooMany > 0) forgotten = changes.splice(0, tooMany).at(-1)?.version ?? forgotten;
    for (const listener of [...listeners]) listener(change);
  }

  return {
    get version() {
      return version;
    },
    get: (kind, namespace, name) => shelfOf(kind).objects.get(keyOf(namespace, name)),
    list(kind, namespace) {
      const { objects, sorted } = shelfOf(kind);
      const known = sorted.get(namespace);
      if (known) return known;
      const prefix = namespace === undefined ? '' : `${namespace}/`;
      const found = [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, object]) => object);
      sorted.set(namespace, found);
      return found;
    },
    put(kind, given) {
      version += 1;
      const object = structuredClone({ ...given, apiVersion: apiVersionOf(kind), kind: kind.kind });
      object.metadata.resourceVersion = String(version);
      const key = keyOf(object.metadata.namespace ?? '', object.metadata.name);
      const { objects, sorted } = shelfOf(kind);
      const before = objects.get(key);
      objects.set(key, object);
      sorted.clear();
      tell({ version, kind, type: before === undefined ? 'ADDED' : 'MODIFIED', object, before });
      return object;
    },
    remove(kind, { metadata }) {
      const key = keyOf(metadata.namespace ?? '', metadata.name);
      const { objects, sorted } = shelfOf(kind);
      const before = objects.get(key);
      if (before === undefined) return;
      version += 1;
      objects.delete(key);
      sorted.clear();
      const object = { ...before, metadata: { ...before.metadata, resourceVersion: String(version) } };
      tell({ version, kind, type: 'DELETED', object, before });
    },
    since(from) {
      if (from < forgotten) throw new Refusal('Expired', `too old resource version: ${from} (${forgotten})`);
      return changes.filter((change) => change.version > from);
    },
    compact() {
      changes = [];
      forgotten = version;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
