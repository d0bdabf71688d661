import { isJsonObject, type Json, type JsonObject, type KubeObject, type ManagedFields, timestamp } from './object.ts';

/** Who writes, and which part of an object. */
export interface Writer {
  manager: string;
  subresource?: 'status' | 'scale';
}

/** Of metadata only what people and programs set. */
const ownMetadata = ['labels', 'annotations', 'finalizers', 'ownerReferences'];
/** By which key items of a list are told apart; other lists are one field. */
const itemKeys: Record<string, string> = { containers: 'name', initContainers: 'name', volumes: 'name', env: 'name' };

/**
 * What `metadata.managedFields` is after a write: whoever changed a field has it from now on, and nobody else. Only as much as is needed to
 * see who changed what; apply (server-side) is not spoken here.
 */
export function managedAfter(
  before: KubeObject | undefined,
  after: KubeObject,
  { manager, subresource }: Writer,
  now: number,
): ManagedFields[] {
  const known = before?.metadata.managedFields ?? [];
  const changed = changes(fieldsOf(before), fieldsOf(after), '');
  if (Object.keys(changed).length === 0) return known;
  const isOurs = (entry: ManagedFields) => entry.manager === manager && entry.subresource === subresource;
  const own = known.find(isOurs)?.fieldsV1 ?? {};
  const entry: ManagedFields = {
    manager,
    operation: 'Update',
    apiVersion: after.apiVersion,
    time: timestamp(now),
    fieldsType: 'FieldsV1',
    fieldsV1: merged(own, changed),
    ...(subresource === undefined ? {} : { subresource }),
  };
  const others = known
    .filter((each) => !isOurs(each))
    .map((each) => ({ ...each, fieldsV1: without(each.fieldsV1, changed) }))
    .filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0);
  return [...others, entry];
}

/** What of an object has owners. */
function fieldsOf(object: KubeObject | undefined): JsonObject {
  if (object === undefined) return {};
  const { metadata, apiVersion: _, kind: __, status, ...spec } = JSON.parse(JSON.stringify(object)) as JsonObject;
  const rest = isJsonObject(status) && Object.keys(status).length > 0 ? { ...spec, status } : spec;
  const own = Object.entries(isJsonObject(metadata) ? metadata : {}).filter(([key]) => ownMetadata.includes(key));
  return own.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(own) };
}

/** The fields in which two values differ, as a tree of `f:name` and `k:{…}`. */
function changes(before: JsonObject, after: JsonObject, field: string): JsonObject {
  const tree: JsonObject = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const name = field === '' ? `f:${key}` : `k:${JSON.stringify({ [field]: key })}`;
    const itemKey = itemKeys[key];
    if (field === '' && itemKey !== undefined && Array.isArray(is)) {
      tree[name] = changes(byKey(was, itemKey), byKey(is, itemKey), itemKey);
    } else tree[name] = isJsonObject(is) ? changes(isJsonObject(was) ? was : {}, is, '') : {};
  }
  return tree;
}

function byKey(list: Json | undefined, key: string): JsonObject {
  const items = Array.isArray(list) ? list.filter(isJsonObject) : [];
  return Object.fromEntries(items.map((item) => [String(item[key]), item]));
}

function merged(a: JsonObject, b: JsonObject): JsonObject {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const now = result[key];
    result[key] = isJsonObject(now) && isJsonObject(value) ? merged(now, value) : value;
  }
  return result;
}

/** The first tree without the leaves of the second. */
function without(tree: JsonObject, taken: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => {
      const gone = taken[key];
      if (!isJsonObject(gone) || !isJsonObject(value)) return [[key, value]];
      if (Object.keys(gone).length === 0) return [];
      const left = without(value, gone);
      return Object.keys(left).length === 0 ? [] : [[key, left]];
    }),
  );
}
