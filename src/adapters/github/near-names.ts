import { nearest } from '../../model/nearest.ts';

/** The names most like `name`, nearest first, at most `limit`. */
export function nearNames(name: string, names: readonly string[], limit: number): string[] {
  const left = new Set(names);
  const found: string[] = [];
  while (found.length < limit) {
    const next = nearest(name, [...left]);
    if (next === null) break;
    found.push(next);
    left.delete(next);
  }
  return found;
}
