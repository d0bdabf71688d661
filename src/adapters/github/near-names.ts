/** The names most like `name`, nearest first, at most `limit`; none that share nothing with it. */
export function nearNames(name: string, names: readonly string[], limit: number): string[] {
  const sought = name.toLowerCase();
  const reach = Math.max(2, Math.floor(sought.length / 3));
  return [...new Set(names)]
    .map((each) => ({ each, away: distance(sought, each.toLowerCase(), reach) }))
    .filter(({ away }) => away <= reach)
    .sort((a, b) => a.away - b.away || a.each.localeCompare(b.each))
    .slice(0, limit)
    .map(({ each }) => each);
}

/** Edit distance; anything above `reach` counts as far. A name that contains the other is near. */
function distance(a: string, b: string, reach: number): number {
  if (b.includes(a) || (a.length > 3 && a.includes(b) && b.length > 3)) return 1;
  if (Math.abs(a.length - b.length) > reach) return reach + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? reach + 1;
}
