/**
 * What a value becomes on its way through the log of a workflow. Throws a `TypeError` that names the place of anything that
 * JSON would change silently (a Date, a Map, NaN, a class instance): it would be one thing now and another after a restart.
 * Object keys that are undefined are left out.
 */
export function throughJson<T>(value: T, what: string): T {
  refuse(value, what);
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}

function refuse(value: unknown, path: string): void {
  if (value === null || value === undefined) return;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (Number.isFinite(value)) return;
      throw new TypeError(`${path} is ${value}, which JSON cannot keep`);
    case 'object': {
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
          if (item === undefined) throw new TypeError(`${path}[${index}] is undefined, which JSON turns into null`);
          refuse(item, `${path}[${index}]`);
        }
        return;
      }
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) {
        throw new TypeError(`${path} is a ${value.constructor.name}, which JSON cannot keep`);
      }
      for (const [key, item] of Object.entries(value)) refuse(item, `${path}.${key}`);
      return;
    }
    default:
      throw new TypeError(`${path} is a ${typeof value}, which JSON cannot keep`);
  }
}
