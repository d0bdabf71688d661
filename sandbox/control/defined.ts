type Defined<T> = T extends object ? { [K in keyof T]: Exclude<T[K], undefined> } : T;

/** Leaves out keys whose value is undefined, as exact optional properties ask. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Defined<T>;
}
