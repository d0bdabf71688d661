/** Items that never change places among themselves, each with its place as its key. */
export function keyed<T>(items: readonly T[]): { key: string; item: T }[] {
  return items.map((item, place) => ({ key: `${place}`, item }));
}
