import { Problem } from './router.ts';

/**
 * The entry of that name.
 * @throws Problem 404 that proposes the nearest name.
 */
export function pick<T>(entries: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = entries.get(name);
  if (found !== undefined) return found;
  const near = nearest([...entries.keys()], name);
  const hint = near === null ? '' : ` Did you mean "${near}"?`;
  throw new Problem(404, `There is no ${what} "${name}".${hint}`, {
    error: `unknown_${what.replaceAll(' ', '_')}`,
    nearest: near,
    known: [...entries.keys()],
  });
}

/** The candidate with the fewest edits to `name`; null when more than one, and more than half, of its letters would change. */
export function nearest(candidates: readonly string[], name: string): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = edits(candidate.toLowerCase(), name.toLowerCase());
    if (distance < least && distance <= Math.max(1, candidate.length / 2)) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
