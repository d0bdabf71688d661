import { isDeepStrictEqual } from 'node:util';
import { admit } from '../admission.ts';
import type { ClusterState } from '../controllers/cluster-state.ts';
import { suffix } from '../controllers/cluster-state.ts';
import { orphan } from '../controllers/garbage.ts';
import { endPod } from '../controllers/pods.ts';
import { apiVersionOf, events, type Kind, namespaces, pods, services } from '../kinds.ts';
import { managedAfter, type Writer } from '../managed-fields.ts';
import { isJsonObject, type KubeObject, type Metadata, objectSchema, timestamp } from '../object.ts';
import { alreadyExists, conflict, invalid, notFound, Refusal } from '../refusal.ts';
import type { Pod } from '../workloads.ts';

type State = Omit<ClusterState, 'wakeAt'>;

const dnsName = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

function read(kind: Kind, body: unknown) {
  const result = objectSchema.safeParse(body);
  if (!result.success) throw new Refusal('BadRequest', `the object is not well formed: ${result.error.message}`);
  const object = result.data;
  const version = apiVersionOf(kind);
  if ((object.kind ?? kind.kind) !== kind.kind || (object.apiVersion ?? version) !== version)
    throw new Refusal(
      'BadRequest',
      `the API version in the data (${object.apiVersion}, Kind=${object.kind}) does not match the expected API version (${version}, Kind=${kind.kind})`,
    );
  return object;
}

/** Keeps a new object, with its defaults. A dry run goes the same way and keeps nothing. */
export function create(
  state: State,
  kind: Kind,
  namespace: string,
  body: unknown,
  { dryRun, manager }: { dryRun: boolean; manager: string },
): KubeObject {
  const { store, clock, ids } = state;
  const { metadata: given = {}, spec, ...rest } = read(kind, body);
  const name = given.name ?? (given.generateName === undefined ? '' : given.generateName + suffix(ids));
  if (!dnsName.test(name)) throw invalid(kind, name, 'metadata.name', 'a lowercase RFC 1123 subdomain is required');
  if ((given.namespace ?? namespace) !== namespace)
    throw new Refusal(
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  if (kind.namespaced && store.get(namespaces, '', namespace) === undefined) throw notFound(namespaces, namespace);
  if (given.resourceVersion)
    throw new Refusal('BadRequest', 'resourceVersion should not be set on objects to be created');
  if (store.get(kind, namespace, name) !== undefined) throw alreadyExists(kind, name);
  const { labels, annotations, managedFields: _, ...more } = given;
  const metadata: Metadata = {
    ...more,
    ...(labels ? { labels } : {}),
    ...(annotations ? { annotations } : {}),
    name,
    ...(kind.namespaced ? { namespace } : {}),
    uid: ids.guid(),
    resourceVersion: '',
    creationTimestamp: timestamp(clock.now()),
    ...(kind.counted ? { generation: 1 } : {}),
  };
  const made = { ...rest, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata } as KubeObject;
  if (kind !== events && kind.plain !== true) {
    made.spec = admit(kind, name, spec, undefined);
    made.status = {};
  }
  if (kind === namespaces) made.status = { phase: 'Active' };
  if (kind === pods) made.status = { phase: 'Pending', qosClass: 'BestEffort' };
  if (kind === services && made.spec.clusterIP === undefined) {
    const last = Number.parseInt(ids.guid().slice(0, 4), 16);
    made.spec.clusterIP = `10.96.${(last >> 8) % 254}.${1 + (last % 254)}`;
  }
  if (kind !== events) made.metadata.managedFields = managedAfter(undefined, made, { manager }, clock.now());
  return dryRun ? made : store.put(kind, made);
}

/** Replaces an object by `body`; `part` is the only part that is taken of it. A resourceVersion in it must be the present one. */
export function replace(
  state: State,
  kind: Kind,
  now: KubeObject,
  body: unknown,
  { dryRun, part, writer }: { dryRun: boolean; part: 'object' | 'status'; writer: Writer },
): KubeObject {
  const { name } = now.metadata;
  const { metadata: given = {}, spec, status, ...rest } = read(kind, body);
  if ((given.name ?? name) !== name)
    throw new Refusal(
      'BadRequest',
      `the name of the object (${given.name}) does not match the name on the URL (${name})`,
    );
  if (given.resourceVersion && given.resourceVersion !== now.metadata.resourceVersion) throw conflict(kind, name);
  if (given.uid !== undefined && given.uid !== now.metadata.uid)
    throw conflict(
      kind,
      name,
      `Precondition failed: UID in precondition: ${given.uid}, UID in object meta: ${now.metadata.uid}`,
    );
  const next = part === 'status' ? { ...now, ...(isJsonObject(status) ? { status } : {}) } : structuredClone(now);
  if (part === 'object') {
    Object.assign(next, rest);
    const { labels, annotations, managedFields: _, ...more } = given;
    const { uid, creationTimestamp, resourceVersion, generation } = now.metadata;
    next.metadata = {
      ...more,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(now.metadata.namespace === undefined ? {} : { namespace: now.metadata.namespace }),
      name,
      uid,
      creationTimestamp,
      resourceVersion,
      ...(generation === undefined ? {} : { generation }),
      ...(now.metadata.managedFields === undefined ? {} : { managedFields: now.metadata.managedFields }),
    };
    if (kind !== events && kind.plain !== true) next.spec = admit(kind, name, spec, now.spec);
    const specChanged = JSON.stringify(next.spec) !== JSON.stringify(now.spec);
    if (generation !== undefined && specChanged) next.metadata.generation = generation + 1;
  }
  if (same(next, now)) return next;
  if (kind !== events)
    next.metadata = { ...next.metadata, managedFields: managedAfter(now, next, writer, state.clock.now()) };
  if (dryRun) return next;
  return state.store.put(kind, next);
}

/** Whatever the order of their fields. */
function same(a: KubeObject, b: KubeObject): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}

export interface DeleteAsked {
  dryRun: boolean;
  gracePeriodSeconds: number | undefined;
  orphans: boolean;
  uid: string | undefined;
  resourceVersion: string | undefined;
}

/** Removes an object, or asks a pod to end. What it owned follows, unless it is to stay. */
export function remove(state: State, kind: Kind, now: KubeObject, asked: DeleteAsked): void {
  const { name, uid, resourceVersion } = now.metadata;
  const { uid: wantedUid = uid, resourceVersion: wantedVersion = resourceVersion } = asked;
  if (wantedUid !== uid)
    throw conflict(kind, name, `Precondition failed: UID in precondition: ${wantedUid}, UID in object meta: ${uid}`);
  if (wantedVersion !== resourceVersion)
    throw conflict(
      kind,
      name,
      `Precondition failed: ResourceVersion in precondition: ${wantedVersion}, ResourceVersion in object meta: ${resourceVersion}`,
    );
  if (asked.dryRun) return;
  if (asked.orphans) orphan(state.store, uid);
  if (kind === pods) endPod({ ...state, wakeAt: () => {} }, now as unknown as Pod, asked.gracePeriodSeconds);
  else state.store.remove(kind, now);
}
