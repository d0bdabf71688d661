import { isJsonObject, type Json, type JsonObject } from '../object.ts';

/** By which key Kubernetes' types merge a list of objects; a list that is not here is replaced whole. */
const mergeKeys: Record<string, string> = {
  conditions: 'type',
  containers: 'name',
  containerStatuses: '',
  env: 'name',
  ephemeralContainers: 'name',
  hostAliases: 'ip',
  imagePullSecrets: 'name',
  initContainers: 'name',
  ownerReferences: 'uid',
  topologySpreadConstraints: 'topologyKey',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
  volumes: 'name',
};
/** Lists of words that are merged, not replaced. */
const mergedWords = ['finalizers'];

/** A service's ports merge by `port`, a container's by `containerPort`. */
function mergeKey(field: string, items: readonly Json[]): string | undefined {
  if (field !== 'ports') return mergeKeys[field] || undefined;
  return items.some((item) => isJsonObject(item) && 'containerPort' in item) ? 'containerPort' : 'port';
}

/** Strategic merge patch as kubectl sends it: keyed lists, `$patch`, `$setElementOrder`, `$retainKeys`. */
export function strategicPatch(target: JsonObject, patch: JsonObject): JsonObject {
  const { $patch: directive, $retainKeys: retained, ...changes } = patch;
  if (directive === 'replace') return changes;
  const result: JsonObject = directive === 'delete' ? {} : { ...target };
  if (Array.isArray(retained)) for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key];
  const orders = new Map<string, Json[]>();
  for (const [key, value] of Object.entries(changes)) {
    if (key.startsWith('$setElementOrder/') && Array.isArray(value)) orders.set(key.slice(17), value);
    else if (key.startsWith('$deleteFromPrimitiveList/') && Array.isArray(value)) {
      const field = key.slice(25);
      const now = result[field];
      if (Array.isArray(now)) result[field] = now.filter((item) => !value.includes(item));
    } else if (value === null) delete result[key];
    else if (Array.isArray(value)) result[key] = mergeList(key, result[key], value);
    else if (isJsonObject(value)) {
      const now = result[key];
      result[key] = strategicPatch(isJsonObject(now) ? now : {}, value);
    } else result[key] = value;
  }
  for (const [field, order] of orders) {
    const list = result[field];
    if (Array.isArray(list)) result[field] = ordered(field, list, order);
  }
  return result;
}

function mergeList(field: string, target: Json | undefined, patch: Json[]): Json {
  const now = Array.isArray(target) ? target : [];
  if (mergedWords.includes(field)) return [...new Set([...now, ...patch])];
  const key = mergeKey(field, [...now, ...patch]);
  if (key === undefined) return patch;
  if (patch.some((item) => isJsonObject(item) && item.$patch === 'replace' && Object.keys(item).length === 1))
    return patch.filter((item) => !(isJsonObject(item) && '$patch' in item));
  const result = [...now];
  for (const item of patch) {
    if (!isJsonObject(item)) continue;
    const at = result.findIndex((each) => isJsonObject(each) && each[key] === item[key]);
    const before = result[at];
    if (item.$patch === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (isJsonObject(before)) result[at] = strategicPatch(before, item);
    else result.push(strategicPatch({}, item));
  }
  return result;
}

/** In the asked order; what it does not name keeps its place behind. */
function ordered(field: string, list: Json[], order: Json[]): Json[] {
  const key = mergeKey(field, [...list, ...order]);
  const idOf = (item: Json) => (key !== undefined && isJsonObject(item) ? item[key] : item);
  const wanted = order.map(idOf);
  const place = (item: Json) => {
    const at = wanted.indexOf(idOf(item) ?? null);
    return at < 0 ? wanted.length : at;
  };
  return [...list].sort((a, b) => place(a) - place(b));
}
